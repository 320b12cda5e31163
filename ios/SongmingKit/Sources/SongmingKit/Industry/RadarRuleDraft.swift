import Foundation
import SongmingCore

/// A rule as the form shows it: its words are one line of text, as the person types them.
public struct RadarRuleDraft: Codable, Equatable, Sendable {
  public var name = ""
  public var words = ""
  public var excluded = ""
  public var sectors: [String] = []
  public var parks: [String] = []
  /// The codes of kinds of items, see ``ItemKindOption/term``.
  public var kinds: [String] = []
  public var size: String?
  /// Working days before a deadline; 0 for no reminder.
  public var remind: UInt32 = 0

  public init() {}

  public init(_ rule: RadarRule) {
    name = rule.name
    words = rule.words.joined(separator: " ")
    excluded = rule.excluded.joined(separator: " ")
    sectors = rule.sectors
    parks = rule.parks
    kinds = rule.kinds.map(\.code)
    size = rule.size
    remind = rule.remind ?? 0
  }

  public func rule(_ id: String?) -> RadarRule {
    RadarRule(
      id: id, name: name, sectors: sectors, parks: parks,
      kinds: kinds.compactMap { code in ItemKind.allCases.first { $0.code == code } },
      words: Self.split(words), excluded: Self.split(excluded), size: size,
      remind: remind > 0 ? remind : nil)
  }

  private static func split(_ line: String) -> [String] {
    line.split { " 　,，、;；".contains($0) }.map(String.init).filter {
      !$0.allSatisfy(\.isWhitespace)
    }
  }

  /// Text for saved state.
  public func encoded() -> String {
    guard let data = try? JSONEncoder().encode(self) else { return "" }
    return String(decoding: data, as: UTF8.self)
  }

  /// Nil for what another version of the app wrote.
  public init?(encoded text: String) {
    guard let draft = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else {
      return nil
    }
    self = draft
  }
}

extension ItemKind {
  fileprivate var code: String { "\(self)" }
}

extension ItemKindOption {
  /// The kind as a choice of the form.
  public var term: Term { Term(code: kind.code, name: name) }
}
