@MainActor @preconcurrency public protocol ListStyle {}
public struct DefaultListStyle: ListStyle { public init() {} }
public struct PlainListStyle: ListStyle { public init() {} }
public struct GroupedListStyle: ListStyle { public init() {} }
public struct InsetGroupedListStyle: ListStyle { public init() {} }
public struct SidebarListStyle: ListStyle { public init() {} }
extension ListStyle where Self == DefaultListStyle { public static var automatic: Self { Self() } }
extension ListStyle where Self == PlainListStyle { public static var plain: Self { Self() } }
extension ListStyle where Self == GroupedListStyle { public static var grouped: Self { Self() } }
extension ListStyle where Self == InsetGroupedListStyle { public static var insetGrouped: Self { Self() } }
extension ListStyle where Self == SidebarListStyle { public static var sidebar: Self { Self() } }

public enum Visibility: Hashable, CaseIterable, Sendable { case automatic, visible, hidden }

public enum HorizontalEdge: Int8, CaseIterable, Sendable {
  case leading, trailing
}

extension View {
  public func listStyle<S: ListStyle>(_ style: S) -> some View { self }
  public func listRowSeparator(_ visibility: Visibility) -> some View { self }
  public func listRowInsets(_ insets: EdgeInsets?) -> some View { self }
  public func listRowBackground<V: View>(_ view: V?) -> some View { self }
  public func listSectionSeparator(_ visibility: Visibility) -> some View { self }
  public func scrollContentBackground(_ visibility: Visibility) -> some View { self }
  public func scrollDisabled(_ disabled: Bool) -> some View { self }
  public func scrollIndicators(_ visibility: ScrollIndicatorVisibility, axes: Axis.Set = [.vertical, .horizontal])
    -> some View
  { self }
  public func scrollDismissesKeyboard(_ mode: ScrollDismissesKeyboardMode) -> some View { self }

  public func swipeActions<T: View>(
    edge: HorizontalEdge = .trailing, allowsFullSwipe: Bool = true, @ViewBuilder content: () -> T
  ) -> some View {
    RowActions(content: self, kind: .swipe, items: content())
  }

  public func contextMenu<MenuItems: View>(@ViewBuilder menuItems: () -> MenuItems) -> some View {
    RowActions(content: self, kind: .contextMenu, items: menuItems())
  }

  public func refreshable(action: @escaping @Sendable () async -> Void) -> some View {
    writing(action) { $0[Key.Refresh.self] = RefreshAction(action: action) }
  }
}

public struct ScrollIndicatorVisibility: Sendable {
  public static var automatic: ScrollIndicatorVisibility { .init() }
  public static var visible: ScrollIndicatorVisibility { .init() }
  public static var hidden: ScrollIndicatorVisibility { .init() }
  public static var never: ScrollIndicatorVisibility { .init() }
}

public struct ScrollDismissesKeyboardMode: Sendable {
  public static var automatic: ScrollDismissesKeyboardMode { .init() }
  public static var immediately: ScrollDismissesKeyboardMode { .init() }
  public static var interactively: ScrollDismissesKeyboardMode { .init() }
  public static var never: ScrollDismissesKeyboardMode { .init() }
}

/// Buttons behind a swipe or a long press: VoiceOver offers them as actions of the row.
struct RowActions<Content: View, Items: View>: View, PrimitiveView, MarkedView {
  typealias Body = Never
  let content: Content
  var markedContent: any View { content }
  let kind: NodeAction.Kind
  let items: Items

  func render(in element: Element) -> Contribution {
    let content = element.child(.name("content"), content)
    let items = element.child(.name("items"), items.inBar())
    return { resolver in
      let nodes = resolver.nodes(content)
      let actions = resolver.within(nil) { resolver.nodes(items) }.flatMap(\.all).compactMap { item in
        item.press.map { NodeAction(name: item.name, kind: kind, isEnabled: item.isEnabled, run: $0) }
      }
      nodes.first?.actions += actions
      return nodes
    }
  }
}
