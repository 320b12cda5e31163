import Observation
import SongmingCore

/// 订阅: the sections of the home page, and their order.
@Observable @MainActor
public final class SubscriptionsModel: ContentModel {
  public let content: ContentLoader<[HomeEntry]>
  private let sections: SerialEditor<[HomeChoice]>

  public init(_ client: any CoreClient) {
    content = ContentLoader(client) { try await client.settings.sections() }
    sections = SerialEditor(
      read: { try await client.settings.sections().map(\.choice) },
      write: { try await client.settings.setSections(choices: $0) })
  }

  public func toggleShown(_ section: HomeEntry) {
    edit(section) { $0[$1] = $0[$1].with(shown: !$0[$1].shown) }
  }

  public func toggleMuted(_ section: HomeEntry) {
    edit(section) { $0[$1] = $0[$1].with(muted: !$0[$1].muted) }
  }

  public func moveUp(_ section: HomeEntry) {
    edit(section) { if $1 > 0 { $0.swapAt($1, $1 - 1) } }
  }

  /// Does nothing to a section that is not there any more.
  private func edit(
    _ section: HomeEntry,
    _ change: @escaping @MainActor (_ all: inout [HomeChoice], _ place: Int) -> Void
  ) {
    content.perform { [sections] in
      try await sections.edit { stored in
        var all = stored
        if let place = all.firstIndex(where: {
          $0.family == section.family && $0.code == section.code
        }) {
          change(&all, place)
        }
        return all
      }
    }
  }
}

extension HomeEntry {
  fileprivate var choice: HomeChoice {
    HomeChoice(family: family, code: code, shown: shown, muted: muted)
  }
}

extension HomeChoice {
  fileprivate func with(shown: Bool) -> HomeChoice {
    HomeChoice(family: family, code: code, shown: shown, muted: muted)
  }

  fileprivate func with(muted: Bool) -> HomeChoice {
    HomeChoice(family: family, code: code, shown: shown, muted: muted)
  }
}
