// A stub of Apple's module for Linux: the declarations that the app uses, with Apple's names and signatures.
import Foundation

/// What VoiceOver is asked to say. Tests read it.
public enum AccessibilityNotification {
  public struct Announcement: Sendable {
    let text: String

    public init(_ announcement: String) { text = announcement }

    @MainActor public func post() { Self.posted.append(text) }

    /// For tests: what was posted, oldest first.
    @MainActor package static var posted: [String] = []
  }

  public struct ScreenChanged: Sendable {
    public init() {}
    public func post() {}
  }

  public struct LayoutChanged: Sendable {
    public init() {}
    public func post() {}
  }
}
