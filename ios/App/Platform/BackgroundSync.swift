import BackgroundTasks
import Foundation
import SongmingCore
import SongmingKit

/// Syncs and sends in the background: the system decides when, the core what. Nothing is done without consent.
///
/// A refresh has about 30 seconds and comes a few times a day. A processing task has minutes and comes when the phone
/// is idle; it goes on with uploads that were suspended with the app.
@MainActor
final class BackgroundSync {
  /// The identifiers of the tasks, which are also in Info.plist (`BGTaskSchedulerPermittedIdentifiers`).
  enum Kind: String, CaseIterable, Sendable {
    case refresh = "cn.songming.app.refresh"
    case processing = "cn.songming.app.processing"
  }

  /// What a task needs; the core may have to be opened first.
  struct Environment: Sendable {
    let client: @MainActor @Sendable () async throws -> any CoreClient
    /// Runs work, and closes the core's files after it unless the app is in the foreground.
    let inBackground:
      @MainActor @Sendable (_ work: @escaping @MainActor @Sendable () async throws -> Void) async throws -> Void
    /// Whether the app is on the screen.
    let isForeground: @MainActor @Sendable () -> Bool
    let network: @Sendable () async -> NetworkClass
    let updateReminders: @Sendable (any CoreClient) async throws -> Void
  }

  private let environment: Environment

  init(_ environment: Environment) {
    self.environment = environment
  }

  /// To be called before the app has finished launching; the system ends an app that registers later.
  func register() {
    for kind in Kind.allCases {
      BGTaskScheduler.shared.register(forTaskWithIdentifier: kind.rawValue, using: nil) { @Sendable task in
        let granted = GrantedTask(task)
        Task { @MainActor in self.run(kind, granted) }
      }
    }
  }

  /// Schedules the next sync, and sending if something is left; to be called when the app leaves the screen, and
  /// after each task.
  func schedule(_ pending: SendReport?) {
    let refresh = BGAppRefreshTaskRequest(identifier: Kind.refresh.rawValue)
    refresh.earliestBeginDate = Date(timeIntervalSinceNow: Self.refreshInterval)
    submit(refresh)
    guard let pending, pending.left > 0, pending.retryAfterSeconds != nil || pending.waitsForUnmetered else { return }
    let processing = BGProcessingTaskRequest(identifier: Kind.processing.rawValue)
    processing.requiresNetworkConnectivity = true
    processing.requiresExternalPower = false
    // The system cannot wait for a network without charge: the task finds out whether there is one.
    let wait = pending.retryAfterSeconds.map(TimeInterval.init) ?? Self.unmeteredInterval
    processing.earliestBeginDate = Date(timeIntervalSinceNow: wait)
    submit(processing)
  }

  /// The person withdrew their consent.
  func cancel() {
    BGTaskScheduler.shared.cancelAllTaskRequests()
  }

  /// A request replaces an earlier one of the same identifier. It fails in the simulator, and if the person switched
  /// background refresh off; then the app syncs when it is opened.
  private func submit(_ request: BGTaskRequest) {
    try? BGTaskScheduler.shared.submit(request)
  }

  private func run(_ kind: Kind, _ task: GrantedTask) {
    let work = Task {
      let isSuccess = await perform(kind)
      task.complete(success: isSuccess)
    }
    task.onExpiration { @Sendable in
      Task { @MainActor in
        work.cancel()
        await self.expire()
        task.complete(success: false)
      }
    }
  }

  /// Ends what is under way in the core, and closes its files: an app that is suspended with a locked file is ended
  /// by the system.
  func expire() async {
    guard !environment.isForeground(), let client = try? await environment.client() else { return }
    await client.setForeground(false)
  }

  /// Does the work of a task; false if it should be tried again.
  func perform(_ kind: Kind) async -> Bool {
    do {
      let client = try await environment.client()
      guard try await client.privacy.consent().given else { return true }
      client.setNetwork(await environment.network())
      try await environment.inBackground { [environment] in
        if kind == .processing { try await Self.send(client) }
        try await client.sync(budget: kind == .refresh ? Self.refreshBudget : Self.processingBudget)
        try await environment.updateReminders(client)
      }
      schedule(try? await client.submissions.pending())
      return true
    } catch {
      // The system forgets a request that it served.
      let client = try? await environment.client()
      schedule(try? await client?.submissions.pending())
      return false
    }
  }

  /// Sends what is queued. What the publisher or the network refuses waits for the next task, and does not keep the
  /// sync from its turn.
  private static func send(_ client: any CoreClient) async throws {
    do {
      guard try await client.submissions.pending().left > 0 else { return }
      _ = try await client.submissions.send(seconds: sendSeconds)
    } catch let error as ClientError {
      if case .Storage = error { throw error }
    }
  }

  private static let refreshInterval: TimeInterval = 4 * 60 * 60
  private static let unmeteredInterval: TimeInterval = 15 * 60

  /// Texts are synced first, and done by then; the rest of the 30 seconds is for closing.
  static let refreshBudget = SyncBudget(seconds: 20, bytes: 8_000_000, pictureBytes: 4_000_000)
  static let processingBudget = SyncBudget(seconds: 120, bytes: 16_000_000, pictureBytes: 24_000_000)
  static let sendSeconds: UInt32 = 480
}

/// A task of the system, which is completed once. The class of the system is not Sendable, although its two members
/// here may be used from any thread.
private final class GrantedTask: @unchecked Sendable {
  private let task: BGTask
  private let lock = NSLock()
  private var isComplete = false

  init(_ task: BGTask) {
    self.task = task
  }

  func onExpiration(_ handler: @escaping @Sendable () -> Void) {
    task.expirationHandler = handler
  }

  func complete(success: Bool) {
    let isFirst = lock.withLock {
      defer { isComplete = true }
      return !isComplete
    }
    if isFirst { task.setTaskCompleted(success: success) }
  }
}
