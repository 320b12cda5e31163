struct EffectModifier<Content: View>: View, PrimitiveView, MarkedView {
  typealias Body = Never
  let content: Content
  let set: @MainActor (Effect) -> Void
  var markedContent: any View { content }

  func render(in element: Element) -> Contribution {
    let effect = element.stored("effect") { Effect() }
    set(effect)
    let child = element.child(.name("content"), content)
    return { resolver in
      let nodes = resolver.nodes(child)
      resolver.effects.append(effect)
      return nodes
    }
  }
}

struct ChangeModifier<Content: View, Value: Equatable>: View, PrimitiveView, MarkedView {
  typealias Body = Never
  final class Last { var value: Value? }
  let content: Content
  let value: Value
  let isInitial: Bool
  let action: @MainActor (Value, Value) -> Void
  var markedContent: any View { content }

  func render(in element: Element) -> Contribution {
    let last = element.stored("last") { Last() }
    let old = last.value
    last.value = value
    if let old, old != value {
      element.graph.afterUpdate { action(old, value) }
    } else if old == nil, isInitial {
      element.graph.afterUpdate { action(value, value) }
    }
    let child = element.child(.name("content"), content)
    return { $0.nodes(child) }
  }
}

extension View {
  public func onAppear(perform action: (() -> Void)? = nil) -> some View {
    EffectModifier(content: self) { $0.onAppear = action }
  }

  public func onDisappear(perform action: (() -> Void)? = nil) -> some View {
    EffectModifier(content: self) { $0.onDisappear = action }
  }

  public func task(
    priority: TaskPriority = .userInitiated, @_inheritActorContext _ action: @escaping @Sendable () async -> Void
  ) -> some View {
    EffectModifier(content: self) { $0.task = { Task(priority: priority) { await action() } } }
  }

  public func task<T: Equatable>(
    id value: T, priority: TaskPriority = .userInitiated,
    @_inheritActorContext _ action: @escaping @Sendable () async -> Void
  ) -> some View {
    EffectModifier(content: self) {
      $0.taskID = value
      $0.task = { Task(priority: priority) { await action() } }
    }
  }

  public func onChange<V: Equatable>(of value: V, initial: Bool = false, _ action: @escaping (V, V) -> Void)
    -> some View
  {
    ChangeModifier(content: self, value: value, isInitial: initial, action: action)
  }

  public func onChange<V: Equatable>(of value: V, initial: Bool = false, _ action: @escaping () -> Void) -> some View {
    ChangeModifier(content: self, value: value, isInitial: initial) { _, _ in action() }
  }

  public func onOpenURL(perform action: @escaping (URL) -> Void) -> some View {
    modified { nodes, _, resolver in
      resolver.openURL.append(action)
      return nodes
    }
  }
}
