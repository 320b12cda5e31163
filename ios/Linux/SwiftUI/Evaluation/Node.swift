package enum Role: String, Sendable {
  case screen, container, text, image, button, link, backButton, toggle, picker, option, textField, secureField,
    textEditor
  case searchField, datePicker, menu, tab, progress, list, scroll, divider, shape
  case sheet, fullScreenCover, popover, alert, confirmationDialog

  /// Whether a person can operate it.
  package var isControl: Bool {
    switch self {
    case .button, .link, .backButton, .toggle, .picker, .option, .textField, .secureField, .textEditor, .searchField:
      true
    case .datePicker, .menu, .tab: true
    default: false
    }
  }
}

/// An action that VoiceOver offers beside pressing.
package struct NodeAction {
  package enum Kind: Sendable { case accessibility, swipe, contextMenu }
  package let name: String
  package let kind: Kind
  package let isEnabled: Bool
  package let run: @MainActor () -> Void
}

/// How a text or a symbol is drawn, as far as it is declared.
package struct Appearance {
  package var font: Font?
  package var foreground: Color?
  package var background: Color?
  package var lineSpacing: CGFloat = 0
}

/// A tag counts only for a selection of exactly its type: an `Int` is not the tag of an `Int?`.
struct Tag {
  let value: AnyHashable
  private let type: Any.Type

  init<V: Hashable>(_ value: V) { (self.value, type) = (AnyHashable(value), V.self) }

  func value<V>(as type: V.Type) -> V? { self.type == type ? value as? V : nil }
}

/// One thing on the screen.
@MainActor package final class Node {
  package let role: Role
  /// Its own text, a field's title for example.
  package internal(set) var text = ""
  package internal(set) var label: String?
  package internal(set) var value: String?
  package internal(set) var hint = ""
  package internal(set) var identifier = ""
  package internal(set) var traits: AccessibilityTraits = []
  package internal(set) var sortPriority: Double = 0
  package internal(set) var isHidden = false
  package internal(set) var isEnabled = true
  package internal(set) var isOn: Bool?
  package internal(set) var isFocused = false
  package internal(set) var isSecondary = false
  package internal(set) var isDestructive = false
  /// The size that is declared by `frame`: for a button that of its label, because only that can be tapped.
  package internal(set) var minWidth: CGFloat = 0
  package internal(set) var minHeight: CGFloat = 0
  /// In bars, alerts and menus the system decides the size.
  package internal(set) var isSizedBySystem = false
  package internal(set) var appearance = Appearance()
  /// The addresses of a text's links.
  package internal(set) var links: [(text: String, url: URL)] = []
  package internal(set) var actions: [NodeAction] = []
  /// The keys of the catalog that were looked up for it.
  package internal(set) var catalogKeys: [String] = []
  /// The name of an image.
  package internal(set) var symbol = ""
  package internal(set) var prompt = ""
  package internal(set) var children: [Node] = []
  package internal(set) var presented: [Node] = []
  /// Whether its children are read as one element.
  package internal(set) var isCombined = false
  /// Whether it can have a name although its children are read one by one.
  package internal(set) var isNamedContainer = false
  /// Rows that only scrolling shows.
  package internal(set) var rowsBelow = 0

  package internal(set) var press: (@MainActor () -> Void)?
  /// Selects the row of a list.
  package internal(set) var select: (@MainActor () -> Void)?
  package internal(set) var edit: (@MainActor (String) -> Void)?
  package internal(set) var submit: (@MainActor () -> Void)?
  package internal(set) var focus: (@MainActor () -> Void)?
  package internal(set) var adjust: (@MainActor (AccessibilityAdjustmentDirection) -> Void)?
  package internal(set) var setDate: (@MainActor (Date) throws -> Void)?
  package internal(set) var refresh: (@MainActor () async -> Void)?
  package internal(set) var dismiss: (@MainActor () -> Void)?
  package internal(set) var openURL: (@MainActor (URL) -> Void)?
  package internal(set) var scrollOn: (@MainActor () -> Void)?
  var tag: Tag?
  /// The screen of a stack or a column.
  package internal(set) var isStack = false

  init(_ role: Role, text: String = "", children: [Node] = []) {
    (self.role, self.text, self.children) = (role, text, children)
  }

  /// Whether VoiceOver treats it as one element.
  package var isElement: Bool {
    if isCombined { return true }
    switch role {
    case .text, .image: return true
    case .progress: return true
    default: return role.isControl
    }
  }

  /// What VoiceOver says first.
  package var name: String {
    if let label { return label }
    let parts = role == .image ? [text] : [text] + children.filter { !$0.isHidden }.map(\.name)
    return parts.filter { !$0.isEmpty }.joined(separator: ", ")
  }

  package var isHeading: Bool { traits.contains(.isHeader) }
  package var isSelected: Bool { traits.contains(.isSelected) }

  /// It and everything in it, in the order of the views.
  package var all: [Node] { [self] + children.flatMap(\.all) }

  /// What VoiceOver reads, in its order.
  package var elements: [Node] {
    if isHidden { return [] }
    if isElement { return [self] }
    let indexed = children.enumerated().sorted {
      ($1.element.sortPriority, $0.offset) < ($0.element.sortPriority, $1.offset)
    }
    return indexed.flatMap(\.element.elements)
  }

  /// The topmost elements: what a modifier of accessibility applies to.
  var targets: [Node] { isElement || isNamedContainer ? [self] : children.flatMap(\.targets) }

  /// The greatest declared sizes in it: a view is not smaller than what it contains.
  var declared: (width: CGFloat, height: CGFloat) {
    children.map(\.declared).reduce((minWidth, minHeight)) { (max($0.0, $1.0), max($0.1, $1.1)) }
  }
}

extension Node: CustomStringConvertible {
  package nonisolated var description: String { MainActor.assumeIsolated { outline(0) } }

  private func outline(_ level: Int) -> String {
    var line = String(repeating: "  ", count: level) + role.rawValue
    let said = role == .container || role == .screen || role == .list ? (label ?? "") : name
    if !said.isEmpty { line += " \u{201C}\(said)\u{201D}" }
    if let value, !value.isEmpty { line += " = \(value)" }
    if !isEnabled { line += " disabled" }
    if isHidden { line += " hidden" }
    if isSelected { line += " selected" }
    if isHeading { line += " heading" }
    if rowsBelow > 0 { line += " (\(rowsBelow) more rows below)" }
    for action in actions { line += " [\(action.name)]" }
    let inside = isElement && label != nil ? [] : children
    return ([line] + (inside + presented).map { $0.outline(level + 1) }).joined(separator: "\n")
  }
}
