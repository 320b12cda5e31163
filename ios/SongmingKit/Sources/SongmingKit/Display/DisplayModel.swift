import Observation
import SongmingCore

/// How everything is drawn, by the core's display policy, and the person's choices.
@Observable @MainActor
public final class DisplayModel: ContentModel {
  public let content: ContentLoader<DisplayPolicy>
  private let choice: SerialEditor<DisplayChoice>

  public init(_ client: any CoreClient) {
    content = ContentLoader(client, isRelevant: \.affectsSettings) {
      try await client.settings.display()
    }
    choice = .display(client)
  }

  public func setElderMode(_ on: Bool) { edit { $0.with(elder: on) } }

  public func setFontScale(_ scale: Float) { edit { $0.with(fontScale: scale) } }

  public func setTheme(_ theme: Theme) { edit { $0.with(theme: theme) } }

  private func edit(_ change: @escaping @MainActor (DisplayChoice) -> DisplayChoice) {
    content.perform { [choice] in try await choice.edit(change) }
  }
}

extension Change {
  /// Whether what the person can choose, or has chosen, may be other than before.
  var affectsSettings: Bool { self == .all || self == .settings || self == .catalogue }
}

extension DisplayChoice {
  func with(elder: Bool) -> DisplayChoice {
    DisplayChoice(elder: elder, fontScale: fontScale, theme: theme)
  }

  func with(fontScale: Float) -> DisplayChoice {
    DisplayChoice(elder: elder, fontScale: fontScale, theme: theme)
  }

  func with(theme: Theme) -> DisplayChoice {
    DisplayChoice(elder: elder, fontScale: fontScale, theme: theme)
  }
}
