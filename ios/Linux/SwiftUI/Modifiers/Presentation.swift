/// Something above the screen: it is made while it is presented.
struct PresentationModifier<Content: View>: View, PrimitiveView, MarkedView {
  typealias Body = Never
  final class Shown {
    var key: ElementKey?
    var onDismiss: (@MainActor () -> Void)?
  }
  let content: Content
  let role: Role
  /// The identity of what is presented; nil if nothing is.
  let item: @MainActor () -> AnyHashable?
  let clear: @MainActor () -> Void
  let onDismiss: (@MainActor () -> Void)?
  let make: @MainActor () -> any View
  var markedContent: any View { content }

  func render(in element: Element) -> Contribution {
    let key = element.track { item() }.map { ElementKey.id([AnyHashable("presented"), $0]) }
    let child = element.child(.name("content"), content)
    let shown = element.stored("shown") { Shown() }
    if let old = shown.key, old != key, let onDismiss = shown.onDismiss { element.graph.afterUpdate(onDismiss) }
    shown.key = key
    shown.onDismiss = onDismiss
    guard let key else { return { $0.nodes(child) } }
    let memo = element.stored("presented environment") { EnvironmentWriter<EmptyView>.Memo() }
    if memo.outer !== element.environment.stamp {
      memo.outer = element.environment.stamp
      memo.inner = element.environment
      memo.inner[Key.Dismiss.self] = DismissAction(action: clear)
      memo.inner[Key.Presented.self] = true
      memo.inner.navigation = nil
      memo.inner.isInListRow = false
      memo.inner.isLazy = false
      memo.inner.isSizedBySystem = false
      memo.inner[Key.Refresh.self] = nil
    }
    let presented = element.child(key, Deferred(make: make), memo.inner)
    return { resolver in
      let nodes = resolver.nodes(child)
      let node = Node(role)
      node.dismiss = clear
      resolver.present(node) { resolver.nodes(presented) }
      return nodes
    }
  }
}

/// A question of the system with its buttons.
struct AlertModifier<Content: View, Actions: View, Message: View>: View, PrimitiveView, MarkedView {
  typealias Body = Never
  let content: Content
  let role: Role
  let title: Text
  let isPresented: Binding<Bool>
  let actions: Actions
  let message: Message
  var markedContent: any View { content }

  func render(in element: Element) -> Contribution {
    let isShown = element.track { isPresented.wrappedValue }
    let child = element.child(.name("content"), content)
    guard isShown else { return { $0.nodes(child) } }
    let close = element.stored("close") { ClosePresentation { isPresented.wrappedValue = false } }
    let actions = element.child(.name("actions"), actions.inBar(closing: close))
    let message = element.child(.name("message"), message)
    return { resolver in
      let nodes = resolver.nodes(child)
      let node = Node(role, text: title.string)
      resolver.present(node) {
        let heading = Node(.text, text: title.string)
        heading.traits.insert(.isHeader)
        heading.isSizedBySystem = true
        var buttons = resolver.nodes(actions)
        if role == .alert, !buttons.contains(where: { !$0.all.filter { $0.role == .button }.isEmpty }) {
          buttons.append(systemButton("好", close))
        }
        let hasCancel = buttons.flatMap(\.all).contains { $0.role == .button && $0.isSecondary }
        if role == .confirmationDialog, !hasCancel { buttons.append(systemButton("取消", close)) }
        return (title.string.isEmpty ? [] : [heading]) + resolver.nodes(message) + buttons
      }
      return nodes
    }
  }

  private func systemButton(_ name: String, _ close: ClosePresentation) -> Node {
    let node = Node(.button, text: name)
    node.isSizedBySystem = true
    node.isSecondary = true
    node.press = close.action
    return node
  }
}

public struct PresentationDetent: Hashable, Sendable {
  let name: String
  public static let medium = PresentationDetent(name: "medium")
  public static let large = PresentationDetent(name: "large")
}

public enum PopoverAttachmentAnchor {
  case rect(Anchor)
  case point(UnitPoint)
  public struct Anchor { public static var bounds: Anchor { Anchor() } }
}

extension View {
  public func sheet<Content: View>(
    isPresented: Binding<Bool>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping () -> Content
  ) -> some View {
    presenting(.sheet, isPresented, onDismiss, content)
  }

  public func sheet<Item: Identifiable, Content: View>(
    item: Binding<Item?>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping (Item) -> Content
  ) -> some View {
    presenting(.sheet, item, onDismiss, content)
  }

  public func fullScreenCover<Content: View>(
    isPresented: Binding<Bool>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping () -> Content
  ) -> some View {
    presenting(.fullScreenCover, isPresented, onDismiss, content)
  }

  public func fullScreenCover<Item: Identifiable, Content: View>(
    item: Binding<Item?>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping (Item) -> Content
  ) -> some View {
    presenting(.fullScreenCover, item, onDismiss, content)
  }

  public func popover<Content: View>(
    isPresented: Binding<Bool>, attachmentAnchor: PopoverAttachmentAnchor = .rect(.bounds), arrowEdge: Edge = .top,
    @ViewBuilder content: @escaping () -> Content
  ) -> some View {
    presenting(.popover, isPresented, nil, content)
  }

  private func presenting<Content: View>(
    _ role: Role, _ isPresented: Binding<Bool>, _ onDismiss: (() -> Void)?, _ content: @escaping () -> Content
  ) -> some View {
    PresentationModifier(
      content: self, role: role, item: { isPresented.wrappedValue ? true : nil },
      clear: { isPresented.wrappedValue = false }, onDismiss: onDismiss, make: content)
  }

  private func presenting<Item: Identifiable, Content: View>(
    _ role: Role, _ item: Binding<Item?>, _ onDismiss: (() -> Void)?, _ content: @escaping (Item) -> Content
  ) -> some View {
    PresentationModifier(
      content: self, role: role, item: { item.wrappedValue.map { AnyHashable($0.id) } },
      clear: { item.wrappedValue = nil }, onDismiss: onDismiss,
      make: {
        guard let value = item.wrappedValue else { return EmptyView() }
        return content(value)
      })
  }

  public func presentationDetents(_ detents: Set<PresentationDetent>) -> some View { self }
  public func presentationDragIndicator(_ visibility: Visibility) -> some View { self }

  public func interactiveDismissDisabled(_ isDisabled: Bool = true) -> some View {
    modified { nodes, _, resolver in
      if isDisabled { resolver.forbidDismissal() }
      return nodes
    }
  }

  // MARK: Alerts

  public func alert<A: View>(_ titleKey: LocalizedStringKey, isPresented: Binding<Bool>, @ViewBuilder actions: () -> A)
    -> some View
  {
    asking(.alert, Text(titleKey), isPresented, actions(), EmptyView())
  }
  @_disfavoredOverload
  public func alert<S: StringProtocol, A: View>(_ title: S, isPresented: Binding<Bool>, @ViewBuilder actions: () -> A)
    -> some View
  {
    asking(.alert, Text(title), isPresented, actions(), EmptyView())
  }
  public func alert<A: View>(_ title: Text, isPresented: Binding<Bool>, @ViewBuilder actions: () -> A) -> some View {
    asking(.alert, title, isPresented, actions(), EmptyView())
  }
  public func alert<A: View, M: View>(
    _ titleKey: LocalizedStringKey, isPresented: Binding<Bool>, @ViewBuilder actions: () -> A,
    @ViewBuilder message: () -> M
  ) -> some View {
    asking(.alert, Text(titleKey), isPresented, actions(), message())
  }
  @_disfavoredOverload public func alert<S: StringProtocol, A: View, M: View>(
    _ title: S, isPresented: Binding<Bool>, @ViewBuilder actions: () -> A, @ViewBuilder message: () -> M
  ) -> some View {
    asking(.alert, Text(title), isPresented, actions(), message())
  }
  public func alert<A: View, M: View>(
    _ title: Text, isPresented: Binding<Bool>, @ViewBuilder actions: () -> A, @ViewBuilder message: () -> M
  ) -> some View {
    asking(.alert, title, isPresented, actions(), message())
  }

  public func alert<A: View, M: View, T>(
    _ titleKey: LocalizedStringKey, isPresented: Binding<Bool>, presenting data: T?, @ViewBuilder actions: (T) -> A,
    @ViewBuilder message: (T) -> M
  ) -> some View {
    asking(.alert, Text(titleKey), isPresented, data.map(actions), data.map(message))
  }
  @_disfavoredOverload public func alert<S: StringProtocol, A: View, M: View, T>(
    _ title: S, isPresented: Binding<Bool>, presenting data: T?, @ViewBuilder actions: (T) -> A,
    @ViewBuilder message: (T) -> M
  ) -> some View {
    asking(.alert, Text(title), isPresented, data.map(actions), data.map(message))
  }

  public func confirmationDialog<A: View>(
    _ titleKey: LocalizedStringKey, isPresented: Binding<Bool>, titleVisibility: Visibility = .automatic,
    @ViewBuilder actions: () -> A
  ) -> some View {
    asking(.confirmationDialog, Text(titleKey), isPresented, actions(), EmptyView())
  }
  @_disfavoredOverload public func confirmationDialog<S: StringProtocol, A: View>(
    _ title: S, isPresented: Binding<Bool>, titleVisibility: Visibility = .automatic, @ViewBuilder actions: () -> A
  ) -> some View {
    asking(.confirmationDialog, Text(title), isPresented, actions(), EmptyView())
  }
  public func confirmationDialog<A: View, M: View>(
    _ titleKey: LocalizedStringKey, isPresented: Binding<Bool>, titleVisibility: Visibility = .automatic,
    @ViewBuilder actions: () -> A, @ViewBuilder message: () -> M
  ) -> some View {
    asking(.confirmationDialog, Text(titleKey), isPresented, actions(), message())
  }
  @_disfavoredOverload public func confirmationDialog<S: StringProtocol, A: View, M: View>(
    _ title: S, isPresented: Binding<Bool>, titleVisibility: Visibility = .automatic, @ViewBuilder actions: () -> A,
    @ViewBuilder message: () -> M
  ) -> some View {
    asking(.confirmationDialog, Text(title), isPresented, actions(), message())
  }
  public func confirmationDialog<A: View, M: View, T>(
    _ titleKey: LocalizedStringKey, isPresented: Binding<Bool>, titleVisibility: Visibility = .automatic,
    presenting data: T?, @ViewBuilder actions: (T) -> A, @ViewBuilder message: (T) -> M
  ) -> some View {
    asking(.confirmationDialog, Text(titleKey), isPresented, data.map(actions), data.map(message))
  }
  @_disfavoredOverload public func confirmationDialog<S: StringProtocol, A: View, M: View, T>(
    _ title: S, isPresented: Binding<Bool>, titleVisibility: Visibility = .automatic, presenting data: T?,
    @ViewBuilder actions: (T) -> A, @ViewBuilder message: (T) -> M
  ) -> some View {
    asking(.confirmationDialog, Text(title), isPresented, data.map(actions), data.map(message))
  }

  private func asking<A: View, M: View>(
    _ role: Role, _ title: Text, _ isPresented: Binding<Bool>, _ actions: A, _ message: M
  ) -> some View {
    AlertModifier(content: self, role: role, title: title, isPresented: isPresented, actions: actions, message: message)
  }
}
