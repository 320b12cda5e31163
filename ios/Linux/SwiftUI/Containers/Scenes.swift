@MainActor @preconcurrency public protocol App {
  associatedtype Body: Scene
  @SceneBuilder @MainActor @preconcurrency var body: Self.Body { get }
  @MainActor @preconcurrency init()
}

extension App {
  /// There is nothing to run an app on; tests mount it.
  @MainActor public static func main() { fatalError("this app runs on a phone only") }
}

@MainActor @preconcurrency public protocol Scene {
  associatedtype Body: Scene
  @SceneBuilder @MainActor @preconcurrency var body: Self.Body { get }
}

extension Never: Scene {}
extension Scene where Body == Never { public var body: Never { fatalError("this scene has no body") } }

@resultBuilder public struct SceneBuilder {
  @MainActor public static func buildExpression<Content: Scene>(_ content: Content) -> Content { content }
  @MainActor public static func buildBlock<Content: Scene>(_ content: Content) -> Content { content }
}

/// A scene that shows a view.
@MainActor protocol ViewScene { var shownView: any View { get } }

extension Scene {
  var anyView: any View { (self as? any ViewScene)?.shownView ?? body.anyView }
}

public struct WindowGroup<Content: View>: Scene, ViewScene {
  public typealias Body = Never
  let content: Content
  public init(@ViewBuilder content: () -> Content) { self.content = content() }
  var shownView: any View { content }
}

struct ModifiedScene<Content: Scene>: Scene, ViewScene {
  typealias Body = Never
  let shownView: any View
}

extension Scene {
  public func onChange<V: Equatable>(of value: V, initial: Bool = false, _ action: @escaping (V, V) -> Void)
    -> some Scene
  {
    ModifiedScene<Self>(shownView: AnyView(anyView).onChange(of: value, initial: initial, action))
  }
  public func onChange<V: Equatable>(of value: V, initial: Bool = false, _ action: @escaping () -> Void) -> some Scene {
    ModifiedScene<Self>(shownView: AnyView(anyView).onChange(of: value, initial: initial, action))
  }
  public func environment<T: AnyObject & Observable>(_ object: T?) -> some Scene {
    ModifiedScene<Self>(shownView: AnyView(anyView).environment(object))
  }
}

/// The app as a view: its body is that of the view in its scene.
package struct MountedApp<A: App>: View, DynamicPropertyOwner {
  let app: A
  package init(_ app: A) { self.app = app }
  var owner: Any { app }
  package var body: some View { AnyView(app.body.anyView) }
}
