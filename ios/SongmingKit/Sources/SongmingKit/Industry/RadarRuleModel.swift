import Observation
import SongmingCore

/// The form of a radar rule, a new one if `id` is nil. The core decides whether a rule is valid.
@Observable @MainActor
public final class RadarRuleModel: ContentModel {
  public let content: ContentLoader<RadarRuleForm>
  public let isNew: Bool

  /// What the person began and has not saved; nil until the first edit. It is part of what is restored after the process ended.
  public private(set) var edited: RadarRuleDraft?

  private let client: any CoreClient
  private let id: String?

  public init(_ client: any CoreClient, _ id: String?, edited: RadarRuleDraft? = nil) {
    self.client = client
    self.id = id
    self.edited = edited
    isNew = id == nil
    content = ContentLoader(client, isRelevant: \.affectsForms) {
      try await client.radar.form(id: id)
    }
  }

  /// Until the first edit it is the stored rule.
  public var draft: RadarRuleDraft {
    get { edited ?? content.state.value.map { RadarRuleDraft($0.rule) } ?? RadarRuleDraft() }
    set { if newValue != draft { edited = newValue } }
  }

  public func save(onSuccess: @escaping @MainActor () -> Void) {
    content.perform(onSuccess: onSuccess) { [client, rule = draft.rule(id)] in
      _ = try await client.radar.save(rule: rule)
    }
  }

  public func delete(onSuccess: @escaping @MainActor () -> Void) {
    content.perform(onSuccess: onSuccess) { [client, id] in
      if let id { try await client.radar.delete(id: id) }
    }
  }
}
