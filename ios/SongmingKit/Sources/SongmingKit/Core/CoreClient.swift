import SongmingCore

/// The core, as the app calls it: a protocol that tests replace with `FakeCoreClient`. Its objects have the generated
/// protocols; the generated client cannot be replaced, because it hands out classes. Records and enums of the core are
/// imported from `SongmingCore` where they are used.
///
/// Calls that throw, throw `ClientError`.
///
/// ## How a model is written
///
/// Each screen has one `@Observable @MainActor` model, which has a ``ContentLoader`` and conforms to ``ContentModel``:
///
/// ```swift
/// /// 应急.
/// @Observable @MainActor
/// public final class AlertsModel: ContentModel {
///   public let content: ContentLoader<AlertPage>
///   private let client: any CoreClient
///
///   public init(_ client: any CoreClient) {
///     self.client = client
///     content = ContentLoader(client) { try await client.alerts.page() }
///   }
///
///   public func acknowledge(_ identifier: String) {
///     content.perform { [client] in try await client.alerts.acknowledge(identifier: identifier) }
///   }
/// }
/// ```
///
/// - Its view calls `loadWhileShown()` from `.task` and shows `content.state` (loading, content, error) and
///   `content.actionError`. While no view does so, nothing is loaded. After an action nothing is loaded by the model: the core
///   announces what changed.
/// - If loading needs the model itself, for example for a choice that the person made, `content` is
///   `@ObservationIgnored public private(set) lazy var`, and the loader is made with `owner: self`, which it holds weakly.
/// - A list that grows by pages is a ``PagedLoader``; `content` is that of the list.
/// - An action that leads away from the screen takes `onSuccess` and passes it to ``ContentLoader/perform(onSuccess:action:)``.
/// - A setting that the core reads and writes as a whole is edited by a ``SerialEditor``.
/// - No sentence is written in a model: those of values come from the core's `…text` fields, all others from ``Words``.
///
/// A test makes a `FakeCoreClient`, gives the answers, and compares what the model shows and the calls that were recorded;
/// see `ModelTests`.
public protocol CoreClient: AnyObject, Sendable {
  var items: any ItemsProtocol { get }
  var search: any SearchProtocol { get }
  var listening: any ListeningProtocol { get }
  var alerts: any AlertsProtocol { get }
  var government: any GovernmentProtocol { get }
  var appeals: any AppealsProtocol { get }
  var party: any PartyProtocol { get }
  var industry: any IndustryProtocol { get }
  var radar: any RadarProtocol { get }
  var services: any ServicesProtocol { get }
  var sources: any SourcesProtocol { get }
  var storage: any StorageProtocol { get }
  var settings: any SettingsProtocol { get }
  var privacy: any PrivacyProtocol { get }
  var account: any AccountProtocol { get }
  var drafts: any DraftsProtocol { get }
  var submissions: any SubmissionsProtocol { get }

  /// What may have changed, while it is iterated; the first element is `Change.all`.
  var changes: Changes { get }

  /// A list that grows by pages. At first it has `initialRows`, if the phone has as many.
  func pages(_ scope: Scope, initialRows: Int) -> Pager

  func sync(budget: SyncBudget?) async throws

  func status() async throws -> AppStatus

  func home() async throws -> Home

  func reminders() async throws -> [Reminder]

  func setNetwork(_ network: NetworkClass)

  /// Returns when it is done; in the background the files are closed then. False if the app came back meanwhile.
  @discardableResult
  func setForeground(_ foreground: Bool) async -> Bool
}
