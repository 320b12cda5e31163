public struct AccessibilityTraits: SetAlgebra, Sendable {
  private var names: Set<String> = []
  public init() {}
  private init(_ name: String) { names = [name] }
  public static let isButton = AccessibilityTraits("isButton")
  public static let isHeader = AccessibilityTraits("isHeader")
  public static let isSelected = AccessibilityTraits("isSelected")
  public static let isLink = AccessibilityTraits("isLink")
  public static let isImage = AccessibilityTraits("isImage")
  public static let isStaticText = AccessibilityTraits("isStaticText")
  public static let isSummaryElement = AccessibilityTraits("isSummaryElement")
  public static let isModal = AccessibilityTraits("isModal")
  public static let isToggle = AccessibilityTraits("isToggle")
  public static let updatesFrequently = AccessibilityTraits("updatesFrequently")
  public static let startsMediaSession = AccessibilityTraits("startsMediaSession")
  public static let playsSound = AccessibilityTraits("playsSound")
  public static let isSearchField = AccessibilityTraits("isSearchField")
  public static let causesPageTurn = AccessibilityTraits("causesPageTurn")
  public static let allowsDirectInteraction = AccessibilityTraits("allowsDirectInteraction")

  public func union(_ other: Self) -> Self { with(names.union(other.names)) }
  public func intersection(_ other: Self) -> Self { with(names.intersection(other.names)) }
  public func symmetricDifference(_ other: Self) -> Self { with(names.symmetricDifference(other.names)) }
  public mutating func formUnion(_ other: Self) { names.formUnion(other.names) }
  public mutating func formIntersection(_ other: Self) { names.formIntersection(other.names) }
  public mutating func formSymmetricDifference(_ other: Self) { names.formSymmetricDifference(other.names) }
  public func contains(_ member: Self) -> Bool { names.isSuperset(of: member.names) }
  @discardableResult public mutating func insert(_ newMember: Self) -> (inserted: Bool, memberAfterInsert: Self) {
    let isNew = !contains(newMember)
    names.formUnion(newMember.names)
    return (isNew, newMember)
  }
  @discardableResult public mutating func remove(_ member: Self) -> Self? {
    guard contains(member) else { return nil }
    names.subtract(member.names)
    return member
  }
  @discardableResult public mutating func update(with newMember: Self) -> Self? {
    insert(newMember).inserted ? nil : newMember
  }

  private func with(_ names: Set<String>) -> Self {
    var copy = self
    copy.names = names
    return copy
  }
}

public struct AccessibilityChildBehavior: Hashable, Sendable {
  let name: String
  public static let ignore = AccessibilityChildBehavior(name: "ignore")
  public static let contain = AccessibilityChildBehavior(name: "contain")
  public static let combine = AccessibilityChildBehavior(name: "combine")
}

public enum AccessibilityHeadingLevel: UInt, Sendable { case unspecified, h1, h2, h3, h4, h5, h6 }
public enum AccessibilityAdjustmentDirection: Hashable, Sendable { case increment, decrement }

public struct AccessibilityActionKind: Equatable, Sendable {
  let name: String
  public static let `default` = AccessibilityActionKind(name: "default")
  public static let escape = AccessibilityActionKind(name: "escape")
  public static let magicTap = AccessibilityActionKind(name: "magicTap")
}

extension View {
  public func accessibilityElement(children: AccessibilityChildBehavior = .ignore) -> some View {
    modified { nodes, _, _ in
      let node = Node(.container, children: nodes)
      switch children {
      case .contain: node.isNamedContainer = true
      case .ignore:
        // Nothing inside is read or operated any more.
        node.isCombined = true
        node.label = ""
        node.children = []
        (node.minWidth, node.minHeight) = nodes.map(\.declared).reduce((0, 0)) { (max($0.0, $1.0), max($0.1, $1.1)) }
      default:
        node.isCombined = true
        let inside = nodes.flatMap(\.all)
        node.actions = inside.flatMap(\.actions)
        let controls = inside.filter { $0.press != nil && !$0.isHidden }
        if controls.count == 1, let control = controls.first {
          node.press = control.press
          node.traits.insert(.isButton)
          node.isEnabled = control.isEnabled
        } else {
          node.actions += controls.map { control in
            NodeAction(name: control.name, kind: .accessibility, isEnabled: control.isEnabled, run: control.press ?? {})
          }
        }
      }
      return [node]
    }
  }

  public func accessibilityHidden(_ hidden: Bool) -> some View {
    modified { nodes, _, _ in
      if hidden { for node in nodes { node.isHidden = true } }
      return nodes
    }
  }

  public func accessibilityLabel(_ label: Text) -> some View { one("accessibilityLabel") { $0.label = label.string } }
  public func accessibilityLabel(_ labelKey: LocalizedStringKey) -> some View { accessibilityLabel(Text(labelKey)) }
  @_disfavoredOverload public func accessibilityLabel<S: StringProtocol>(_ label: S) -> some View {
    accessibilityLabel(Text(label))
  }

  public func accessibilityValue(_ valueDescription: Text) -> some View {
    one("accessibilityValue") { $0.value = valueDescription.string }
  }
  public func accessibilityValue(_ valueKey: LocalizedStringKey) -> some View { accessibilityValue(Text(valueKey)) }
  @_disfavoredOverload public func accessibilityValue<S: StringProtocol>(_ value: S) -> some View {
    accessibilityValue(Text(value))
  }

  public func accessibilityHint(_ hint: Text) -> some View { one("accessibilityHint") { $0.hint = hint.string } }
  public func accessibilityHint(_ hintKey: LocalizedStringKey) -> some View { accessibilityHint(Text(hintKey)) }
  @_disfavoredOverload public func accessibilityHint<S: StringProtocol>(_ hint: S) -> some View {
    accessibilityHint(Text(hint))
  }

  public func accessibilityIdentifier(_ identifier: String) -> some View {
    modified { nodes, _, _ in
      for node in nodes where node.identifier.isEmpty { node.identifier = identifier }
      return nodes
    }
  }

  public func accessibilityAddTraits(_ traits: AccessibilityTraits) -> some View {
    targeted { node in node.traits.formUnion(traits) }
  }
  public func accessibilityRemoveTraits(_ traits: AccessibilityTraits) -> some View {
    targeted { node in node.traits.remove(traits) }
  }
  public func accessibilityHeading(_ level: AccessibilityHeadingLevel) -> some View { self }
  public func accessibilitySortPriority(_ sortPriority: Double) -> some View {
    modified { nodes, _, _ in
      for node in nodes { node.sortPriority = sortPriority }
      return nodes
    }
  }
  public func accessibilityInputLabels(_ inputLabelKeys: [LocalizedStringKey]) -> some View { self }
  public func accessibilityRespondsToUserInteraction(_ respondsToUserInteraction: Bool = true) -> some View { self }
  public func accessibilityShowsLargeContentViewer() -> some View { self }

  public func accessibilityAction(
    _ actionKind: AccessibilityActionKind = .default, _ handler: @escaping () -> Void
  ) -> some View {
    one("accessibilityAction") { node in
      if actionKind == .default { node.press = handler } else { node.add(actionKind.name, handler) }
    }
  }
  public func accessibilityAction(named name: Text, _ handler: @escaping () -> Void) -> some View {
    one("accessibilityAction") { $0.add(name.string, handler) }
  }
  public func accessibilityAction(named nameKey: LocalizedStringKey, _ handler: @escaping () -> Void) -> some View {
    accessibilityAction(named: Text(nameKey), handler)
  }
  @_disfavoredOverload
  public func accessibilityAction<S: StringProtocol>(named name: S, _ handler: @escaping () -> Void) -> some View {
    accessibilityAction(named: Text(name), handler)
  }

  public func accessibilityAdjustableAction(
    _ handler: @escaping (AccessibilityAdjustmentDirection) -> Void
  ) -> some View {
    one("accessibilityAdjustableAction") { $0.adjust = handler }
  }

  /// For exactly one element: on several, a phone says the same of each.
  private func one(_ modifier: String, _ change: @escaping @MainActor (Node) -> Void) -> some View {
    modified { nodes, element, _ in
      let targets = nodes.flatMap(\.targets)
      if targets.count == 1 {
        targets.forEach(change)
      } else {
        element.problem("\(modifier) is on \(targets.count) elements: make them one by accessibilityElement(children:)")
      }
      return nodes
    }
  }
}

extension Node {
  fileprivate func add(_ name: String, _ handler: @escaping @MainActor () -> Void) {
    actions.append(NodeAction(name: name, kind: .accessibility, isEnabled: true, run: handler))
  }
}
