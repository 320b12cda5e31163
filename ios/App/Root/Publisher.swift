import Foundation

/// The publisher of the county. Its address is in Info.plist, where the share extension finds it too.
enum Publisher {
  static let address =
    Bundle.main.object(forInfoDictionaryKey: "SongmingPublisher") as? String ?? "https://songming.example/"

  /// The host of its pages, whose links the app opens.
  static let host = URL(string: address)?.host ?? ""
}
