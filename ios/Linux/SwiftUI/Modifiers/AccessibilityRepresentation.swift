/// VoiceOver reads and operates the representation, in the place and the size of the content.
struct RepresentationModifier<Content: View, Representation: View>: View, PrimitiveView {
  typealias Body = Never
  let content: Content
  let representation: Representation

  func render(in element: Element) -> Contribution {
    let content = element.child(.name("content"), content)
    let representation = element.child(.name("representation"), representation)
    return { resolver in
      let size = resolver.nodes(content).map(\.declared).reduce((0, 0)) { (max($0.0, $1.0), max($0.1, $1.1)) }
      let nodes = resolver.nodes(representation)
      for node in nodes {
        node.minWidth = max(node.minWidth, size.0)
        node.minHeight = max(node.minHeight, size.1)
      }
      return nodes
    }
  }
}

extension View {
  public func accessibilityRepresentation<V: View>(@ViewBuilder representation: () -> V) -> some View {
    RepresentationModifier(content: self, representation: representation())
  }
}
