public struct NavigationPath: Equatable {
  var routes: [AnyHashable] = []
  public init() {}
  public init<S: Sequence>(_ elements: S) where S.Element: Hashable { routes = elements.map { AnyHashable($0) } }
  public var count: Int { routes.count }
  public var isEmpty: Bool { routes.isEmpty }
  public mutating func append<V: Hashable>(_ value: V) { routes.append(AnyHashable(value)) }
  public mutating func removeLast(_ k: Int = 1) { routes.removeLast(k) }
}

/// The path of a stack, whatever it is kept in.
@MainActor struct PathAccess {
  let read: () -> [AnyHashable]
  /// Whether the path can hold it.
  let push: (AnyHashable) -> Bool
  let pop: (Int) -> Void
}

/// What a link and a screen need of their stack.
@MainActor final class NavigationHandle {
  var push: (AnyHashable) -> Void = { _ in }
}

extension EnvironmentValues {
  enum NavigationKey: EnvironmentKey { static var defaultValue: NavigationHandle? { nil } }
  var navigation: NavigationHandle? {
    get { self[NavigationKey.self] }
    set { self[NavigationKey.self] = newValue }
  }
}

public struct NavigationStack<Data, Root: View>: View, PrimitiveView {
  public typealias Body = Never
  let path: @MainActor (Element) -> PathAccess
  let root: Root

  public init(@ViewBuilder root: () -> Root) where Data == NavigationPath {
    self.root = root()
    path = { element in Self.access(element.stored("path") { Cell(NavigationPath()) }.binding) }
  }

  public init(path: Binding<NavigationPath>, @ViewBuilder root: () -> Root) where Data == NavigationPath {
    self.root = root()
    self.path = { _ in Self.access(path) }
  }

  public init(path: Binding<Data>, @ViewBuilder root: () -> Root)
  where Data: MutableCollection, Data: RandomAccessCollection, Data: RangeReplaceableCollection, Data.Element: Hashable
  {
    self.root = root()
    self.path = { _ in
      PathAccess(
        read: { path.wrappedValue.map { AnyHashable($0) } },
        push: { route in
          guard let route = route.base as? Data.Element else { return false }
          path.wrappedValue.append(route)
          return true
        },
        pop: { count in path.wrappedValue.removeLast(path.wrappedValue.count - count) })
    }
  }

  private static func access(_ path: Binding<NavigationPath>) -> PathAccess {
    PathAccess(
      read: { path.wrappedValue.routes },
      push: {
        path.wrappedValue.routes.append($0)
        return true
      },
      pop: { path.wrappedValue.removeLast(path.wrappedValue.count - $0) })
  }

  func render(in element: Element) -> Contribution {
    let access = path(element)
    let routes = element.track { access.read() }
    let handle = element.stored("navigation") { NavigationHandle() }
    handle.push = { [weak element] route in
      if !access.push(route) {
        element?.problem("a link has a value that is no element of the path: \(type(of: route.base))")
      }
    }
    let root = element.child(.name("root"), root.writing(handle) { $0.navigation = handle })
    let inner = element.stored("inner") { EnvironmentWriter<EmptyView>.Memo() }
    if inner.outer !== element.environment.stamp {
      inner.outer = element.environment.stamp
      inner.inner = element.environment
      inner.inner.navigation = handle
    }
    return { resolver in
      resolver.stack(element, environment: inner.inner, root: root, routes: routes, pop: access.pop)
    }
  }
}

extension Resolver {
  /// A screen of a stack with its bar. Only the top one is visible.
  func stack(
    _ element: Element, environment: EnvironmentValues, root: Element, routes: [AnyHashable],
    pop: @escaping (Int) -> Void
  ) -> [Node] {
    var keys: Set<ElementKey> = []
    var destinations: [ObjectIdentifier: ScreenScope.Registration] = [:]
    let before = effects
    var scope = ScreenScope()
    var shown = within(scope) { nodes(root) }
    var previousTitle = ""
    var back: (@MainActor () -> Void)?

    func push(
      _ key: ElementKey, _ registration: ScreenScope.Registration, _ value: Any, leave: @escaping @MainActor () -> Void
    ) {
      keys.insert(key)
      let memo = element.stored("environment of \(key)") { EnvironmentWriter<EmptyView>.Memo() }
      if memo.outer !== environment.stamp {
        memo.outer = environment.stamp
        memo.inner = environment
        memo.inner[Key.Dismiss.self] = DismissAction(action: leave)
        memo.inner[Key.Presented.self] = true
      }
      let screen = element.lateChild(key, version: registration.version, environment: memo.inner) {
        registration.make(value)
      }
      effects = before
      previousTitle = scope.title
      back = leave
      scope = ScreenScope()
      shown = within(scope) { nodes(screen) }
      destinations.merge(scope.destinations) { first, _ in first }
    }

    func pushPresented() {
      while let next = scope.presented.first { push(next.key, next.registration, (), leave: next.dismiss) }
    }

    destinations = scope.destinations
    if routes.isEmpty { pushPresented() }
    for (depth, route) in routes.enumerated() {
      guard let registration = destinations[ObjectIdentifier(type(of: route.base))] else {
        element.problem("no navigationDestination(for: \(type(of: route.base)).self) is reached by the path")
        break
      }
      push(.pushed(depth, route), registration, route.base) { pop(depth) }
      if depth == routes.count - 1 { pushPresented() }
    }
    element.dropLateChildren(except: keys)
    return [screen(scope, shown, previousTitle: previousTitle, back: back)]
  }

  func screen(_ scope: ScreenScope, _ content: [Node], previousTitle: String, back: (@MainActor () -> Void)?) -> Node {
    var bar: [Node] = []
    if !scope.hidesBar {
      if let back, !scope.hidesBackButton {
        let button = Node(.backButton, text: previousTitle.isEmpty ? "返回" : previousTitle)
        button.isSizedBySystem = true
        button.press = back
        bar.append(button)
      }
      bar += scope.leading
      if !scope.title.isEmpty {
        let title = Node(.text, text: scope.title)
        title.traits.insert(.isHeader)
        title.isSizedBySystem = true
        bar.append(title)
      }
      bar += scope.trailing
      if let search = scope.search { bar.append(search) }
      bar += scope.suggestions
    }
    let node = Node(.container, children: bar + content + scope.bottom)
    node.dismiss = scope.hidesBackButton ? nil : back
    node.isStack = true
    return node
  }
}

public struct NavigationLink<Label: View, Destination: View>: View, PrimitiveView {
  public typealias Body = Never
  let value: AnyHashable?
  let label: Label

  public init<P: Hashable>(value: P?, @ViewBuilder label: () -> Label) where Destination == Never {
    (self.value, self.label) = (value.map { AnyHashable($0) }, label())
  }

  func render(in element: Element) -> Contribution {
    let environment = element.environment
    let label = element.child(.name("label"), label)
    return { resolver in
      let node = Node(.button, children: resolver.nodes(label))
      node.becomeControl(environment) {
        if let value { environment.navigation?.push(value) }
      }
      if value == nil || environment.navigation == nil { node.isEnabled = false }
      return [node]
    }
  }
}

extension NavigationLink where Destination == Never {
  public init<P: Hashable>(_ titleKey: LocalizedStringKey, value: P?) where Label == Text {
    self.init(value: value) { Text(titleKey) }
  }
  @_disfavoredOverload public init<S: StringProtocol, P: Hashable>(_ title: S, value: P?) where Label == Text {
    self.init(value: value) { Text(title) }
  }
}

/// Tells the stack what a value is shown as.
struct DestinationModifier<Content: View>: View, PrimitiveView {
  typealias Body = Never
  let content: Content
  let type: Any.Type
  let make: @MainActor (Any) -> any View

  func render(in element: Element) -> Contribution {
    let child = element.child(.name("content"), content)
    let registration = ScreenScope.Registration(version: element.version, environment: element.environment, make: make)
    return { resolver in
      if resolver.isInsideLazyContainer {
        element.problem("navigationDestination is ignored in a list or lazy stack: put it on the container")
      } else if let screen = resolver.screen {
        if screen.destinations[ObjectIdentifier(type)] != nil {
          element.problem("two navigationDestination modifiers of one screen are for \(type)")
        }
        screen.destinations[ObjectIdentifier(type)] = registration
      } else {
        element.problem("navigationDestination is outside of a NavigationStack")
      }
      return resolver.nodes(child)
    }
  }
}

/// A screen that is shown while a value is there.
struct PresentedDestination<Content: View>: View, PrimitiveView {
  typealias Body = Never
  let content: Content
  let item: @MainActor () -> AnyHashable?
  let clear: @MainActor () -> Void
  let make: @MainActor () -> any View

  func render(in element: Element) -> Contribution {
    let shown = element.track { item() }
    let child = element.child(.name("content"), content)
    let registration = ScreenScope.Registration(version: element.version, environment: element.environment) { _ in
      make()
    }
    let key = ElementKey.pushed(-1, [AnyHashable(ObjectIdentifier(element)), shown ?? AnyHashable(0)])
    return { resolver in
      if shown != nil {
        if let screen = resolver.screen {
          screen.presented.append((key, registration, clear))
        } else {
          element.problem("navigationDestination is outside of a NavigationStack")
        }
      }
      return resolver.nodes(child)
    }
  }
}

public enum NavigationBarItem {
  public enum TitleDisplayMode: Sendable { case automatic, inline, large }
}

extension View {
  public func navigationDestination<D: Hashable, C: View>(
    for data: D.Type, @ViewBuilder destination: @escaping (D) -> C
  ) -> some View {
    DestinationModifier(content: self, type: data) { value in
      guard let value = value as? D else { return EmptyView() }
      return destination(value)
    }
  }

  public func navigationDestination<V: View>(isPresented: Binding<Bool>, @ViewBuilder destination: () -> V) -> some View
  {
    let view = destination()
    return PresentedDestination(
      content: self, item: { isPresented.wrappedValue ? true : nil }, clear: { isPresented.wrappedValue = false },
      make: { view })
  }

  public func navigationDestination<D: Hashable, C: View>(
    item: Binding<D?>, @ViewBuilder destination: @escaping (D) -> C
  ) -> some View {
    PresentedDestination(
      content: self, item: { item.wrappedValue.map { AnyHashable($0) } }, clear: { item.wrappedValue = nil },
      make: {
        guard let value = item.wrappedValue else { return EmptyView() }
        return destination(value)
      })
  }

  public func navigationTitle(_ title: Text) -> some View {
    modified { nodes, _, resolver in
      resolver.screen?.title = title.string
      return nodes
    }
  }
  public func navigationTitle(_ titleKey: LocalizedStringKey) -> some View { navigationTitle(Text(titleKey)) }
  @_disfavoredOverload public func navigationTitle<S: StringProtocol>(_ title: S) -> some View {
    navigationTitle(Text(title))
  }

  public func navigationBarTitleDisplayMode(_ displayMode: NavigationBarItem.TitleDisplayMode) -> some View { self }

  public func navigationBarBackButtonHidden(_ hidesBackButton: Bool = true) -> some View {
    modified { nodes, _, resolver in
      resolver.screen?.hidesBackButton = hidesBackButton
      return nodes
    }
  }
}
