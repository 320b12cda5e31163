import Foundation

/// The folder of the app group, which the app and its share extension have in common.
public struct SharedFolder: Sendable {
  /// The app group of both entitlements.
  public static let group = "group.cn.songming.app"

  public let url: URL

  public init(url: URL) {
    self.url = url
  }

  /// The folder of the core's files.
  public var core: URL { url.appendingPathComponent("core", isDirectory: true) }

  /// Whether the core was never opened here: the app was just installed.
  public var isNew: Bool { !FileManager.default.fileExists(atPath: core.path) }

  #if canImport(Darwin)
    /// The folder; `nil` if the app is signed without its app group.
    public static func open() -> SharedFolder? {
      let container = FileManager.default.containerURL(forSecurityApplicationGroupIdentifier: group)
      return (container?.appendingPathComponent("Songming", isDirectory: true)).map(SharedFolder.init)
    }
  #else
    /// Linux has no app groups.
    public static func open() -> SharedFolder? { nil }
  #endif

  /// Makes the folder of the core. All files can be used after the first unlock, as a sync in the background needs
  /// them, and are in no backup: they contain private data, drafts with their photos among them, and a copy of the
  /// outbox on another phone would send everything twice.
  public func prepare() throws {
    try FileManager.default.createDirectory(at: core, withIntermediateDirectories: true)
    #if canImport(Darwin)
      #if os(iOS)
        for folder in [url, core] {
          // New files in a folder have its protection.
          try FileManager.default.setAttributes(
            [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication], ofItemAtPath: folder.path)
        }
      #endif
      var values = URLResourceValues()
      values.isExcludedFromBackup = true
      var excluded = url
      try excluded.setResourceValues(values)
    #endif
  }
}
