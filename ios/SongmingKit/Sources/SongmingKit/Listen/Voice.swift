/// Speaks one sentence after another.
@MainActor
public protocol Voice: AnyObject {
  /// Speaks the text, and returns when it has been spoken; false if this phone has no voice for Chinese, or was
  /// stopped.
  func speak(_ text: String) async -> Bool

  func stop()
}
