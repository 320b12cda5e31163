import Observation
import SongmingCore

/// Sync as screens see it.
public struct SyncState: Equatable, Sendable {
  public internal(set) var isRunning = false
  /// Why the last sync failed.
  public internal(set) var error: ClientError?
  public internal(set) var isOffline = false
  /// How old the content is, as a sentence; empty when it is fresh.
  public internal(set) var stale = ""
  /// Damage to the phone's storage that the person has not acknowledged yet.
  public internal(set) var incident: Incident?
  public internal(set) var isConsentMissing = false

  public init() {}

  /// What concerns every screen, beside an ``incident``: at most one, the first of missing consent, missing network, a failed
  /// sync, and stale content.
  public var status: SyncStatus? {
    if isConsentMissing { return .consentMissing }
    if isOffline { return .offline(stale: stale) }
    if let error { return .failed(error) }
    return stale.isEmpty || isRunning ? nil : .stale(stale)
  }
}

public enum SyncStatus: Equatable, Sendable {
  case consentMissing
  case offline(stale: String)
  case failed(ClientError)
  case stale(String)
}

/// The only place that starts a sync while the app is in the foreground. It belongs to the process and outlives every screen.
@Observable @MainActor
public final class SyncController {
  public private(set) var state = SyncState()
  public private(set) var isForeground = false

  private let client: any CoreClient
  @ObservationIgnored private var running: Task<Void, Never>?
  @ObservationIgnored private var backgroundWorks = 0

  public init(_ client: any CoreClient) {
    self.client = client
  }

  /// Whether the person consents. Until then no sync is started, since the core would refuse it.
  public var isConsentGiven = false {
    didSet {
      state.isConsentMissing = !isConsentGiven
      state.error = nil
      if isConsentGiven, !oldValue { refresh() }
    }
  }

  public func refresh() {
    if state.isRunning || !isConsentGiven { return }
    state.isRunning = true
    running = Task {
      var failure: ClientError?
      do {
        try await client.sync(budget: nil)
      } catch {
        failure = ClientError(error)
      }
      await updateStatus()
      state.isRunning = false
      state.error = failure
    }
  }

  /// Syncs, and returns when that is over: for pulling to refresh. Another task joins a sync that is running.
  public func refreshAndWait() async {
    refresh()
    await running?.value
  }

  /// Passes on the platform's network class. Starts a sync when a network is back and the app is in the foreground.
  public func setNetwork(_ network: NetworkClass) {
    let wasOffline = state.isOffline
    client.setNetwork(network)
    state.isOffline = network == .offline
    if wasOffline, !state.isOffline, isForeground { refresh() }
  }

  /// Passes on whether the app is in the foreground, and starts a sync when it comes there; returns when the core is ready, in
  /// the background with its files closed. Coming to the foreground again does nothing; leaving it again ends what was begun
  /// since.
  public func setForeground(_ foreground: Bool) async {
    if foreground, isForeground { return }
    isForeground = foreground
    await client.setForeground(foreground)
    // The app may have left again meanwhile.
    guard foreground, isForeground else { return }
    refresh()
    await updateStatus()
  }

  /// Runs work of a background task, and closes the core's files after it, also when it fails. Closing ends everything that is
  /// under way, so the last of several works does it; in the foreground nobody does.
  public func inBackground<Result: Sendable>(_ work: @MainActor () async throws -> Result)
    async throws -> Result
  {
    backgroundWorks += 1
    let result: Swift.Result<Result, any Error>
    do {
      result = .success(try await work())
    } catch {
      result = .failure(error)
    }
    backgroundWorks -= 1
    if backgroundWorks == 0, !isForeground { await client.setForeground(false) }
    return try result.get()
  }

  public func acknowledgeIncident() {
    Task {
      // If it fails, the incident stays on the screen.
      try? await client.storage.acknowledgeIncidents()
      await updateStatus()
    }
  }

  private func updateStatus() async {
    // If it fails, it is read again when the app comes to the foreground.
    guard let status = try? await client.status() else { return }
    state.stale = status.stale
    state.incident = status.incidents.first
  }
}
