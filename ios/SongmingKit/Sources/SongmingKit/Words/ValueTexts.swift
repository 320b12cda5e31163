import Foundation
import SongmingCore

extension OfflineEntry {
  /// How many files of something kept offline are on the phone.
  public var statusText: String {
    switch files {
    case 0: Words.text("kept")
    case held: Words.text("kept_whole", files)
    default: Words.text("kept_part", held, files)
    }
  }
}

extension Deadline {
  /// The day, and how near it is.
  public var text: String {
    words.isEmpty ? dueText : "\(dueText)　\(words)"
  }
}

extension Words {
  /// A number of bytes, as the system says it.
  public static func size(_ bytes: UInt64) -> String {
    ByteCountFormatter.string(fromByteCount: Int64(clamping: bytes), countStyle: .file)
  }
}
