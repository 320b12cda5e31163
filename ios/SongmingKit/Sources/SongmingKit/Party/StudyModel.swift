import Observation
import SongmingCore

/// 学习资料: one series.
@Observable @MainActor
public final class StudyModel: ContentModel {
  public let content: ContentLoader<StudyPage>
  private let client: any CoreClient
  private let series: String

  public init(_ client: any CoreClient, series: String) {
    self.client = client
    self.series = series
    content = ContentLoader(client) { try await client.party.study(series: series) }
  }

  /// The choice is stored even if loading fails: a later sync loads what is missing.
  public func setOffline(_ on: Bool) {
    content.perform { [client, series] in
      try await client.storage.keepOffline(target: .series(name: series), on: on)
      if on { _ = try await client.storage.loadOffline(target: .series(name: series)) }
    }
  }
}

extension StudyChapter {
  /// Its number, which some chapters do not have, and whether it was read.
  public var detailText: String {
    let read = Words.text(row.read ? "party_read" : "row_unread")
    return number > 0 ? "\(Words.text("party_chapter", number))　\(read)" : read
  }
}
