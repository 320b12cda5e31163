import SongmingCore
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

/// Holds what a screen declares against the core's display checker: names and sizes of what can be operated, sizes, line heights
/// and contrast of texts.
@MainActor
func expectDisplayed(
  _ host: ViewHost, by policy: DisplayPolicy, at location: SourceLocation = #_sourceLocation
) {
  let elements = host.controls.filter { !$0.isSizedBySystem }.map(control) + texts(host.front, policy)
  #expect(elements.count > 1, "nothing is measured", sourceLocation: location)
  let issues = checkDisplay(policy: policy, elements: elements)
  #expect(issues.isEmpty, "\(issues.map { "\($0.name): \($0.words)" })", sourceLocation: location)
}

@MainActor
private func control(_ node: Node) -> MeasuredElement {
  // What fills a screen is at least as wide as the smallest phone.
  MeasuredElement(
    name: node.name, role: .control, label: node.name, textSize: nil, bold: false, lineHeight: nil,
    lines: 0, foreground: nil, background: nil, width: Float(min(node.minWidth, 320)),
    height: Float(min(node.minHeight, 480)), gestureFingers: 1)
}

@MainActor
private func texts(_ front: Node, _ policy: DisplayPolicy) -> [MeasuredElement] {
  front.all.filter { $0.role == .text && !$0.isSizedBySystem && !$0.text.isEmpty }.compactMap { node in
    guard let size = node.appearance.font?.size else { return nil }
    let spacing = node.appearance.lineSpacing
    return MeasuredElement(
      name: node.name, role: role(Float(size), policy), label: node.name, textSize: Float(size),
      bold: node.appearance.font?.isBold ?? false,
      lineHeight: Float(size * DisplayStyle.naturalLineHeight + spacing), lines: 2,
      // What the root sets for all screens.
      foreground: (node.appearance.foreground ?? Palette.light.text).argb,
      background: (opaque(node.appearance.background) ?? Palette.light.background).argb,
      width: 320, height: Float(size), gestureFingers: 1)
  }
}

/// Nil for a background that lets the one behind it through.
private func opaque(_ color: Color?) -> Color? { color == .clear ? nil : color }

private func role(_ size: Float, _ policy: DisplayPolicy) -> ElementRole {
  if size >= policy.text.title { return .title }
  if size >= policy.text.headline { return .headline }
  return size >= policy.text.body ? .body : .caption
}
