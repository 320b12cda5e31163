import Observation
import SongmingCore

/// Loads a screen's content by one call to the core, and again after every change that is relevant. A model has one of these.
@Observable @MainActor
public final class ContentLoader<Value: Sendable> {
  public private(set) var state = ScreenState<Value>.loading

  /// Why the last action failed; nil after one that succeeded, and once the person dismissed it. The content stays.
  public private(set) var actionError: ClientError?

  @ObservationIgnored private let client: any CoreClient
  @ObservationIgnored private let isRelevant: @MainActor (Change) -> Bool
  @ObservationIgnored private let load: @MainActor () async throws -> Value
  @ObservationIgnored private var loadsStarted = 0
  @ObservationIgnored private var newestShown = 0
  @ObservationIgnored private var isLeaving = false
  @ObservationIgnored private var isClosed = false

  public init(
    _ client: any CoreClient, isRelevant: @escaping @MainActor (Change) -> Bool = \.affectsContent,
    load: @escaping @MainActor () async throws -> Value
  ) {
    self.client = client
    self.isRelevant = isRelevant
    self.load = load
  }

  /// `load` gets the model that has this loader, which is not retained.
  public convenience init<Owner: AnyObject>(
    _ client: any CoreClient, owner: Owner,
    isRelevant: @escaping @MainActor (Change) -> Bool = \.affectsContent,
    load: @escaping @MainActor (Owner) async throws -> Value
  ) {
    self.init(client, isRelevant: isRelevant) { [weak owner] in
      guard let owner else { throw CancellationError() }
      return try await load(owner)
    }
  }

  /// Loads, and again after every change that is relevant, until the task is cancelled.
  public func loadWhileShown() async {
    // The first change is `.all`.
    for await change in client.changes { await contentChanged(change) }
  }

  func contentChanged(_ change: Change) async {
    if isRelevant(change) { await reload() }
  }

  /// Loads again although nothing changed.
  public func retry() {
    Task { await reload() }
  }

  public func reload() async {
    loadsStarted += 1
    let started = loadsStarted
    let result: ScreenState<Value>
    do {
      result = .content(try await load())
    } catch is CancellationError {
      return
    } catch {
      let error = ClientError(error)
      // Content stays through a failure, unless the core says that it is gone.
      if state.value != nil, !error.isRejected { return }
      result = .error(error)
    }
    // A load that began later may have ended before.
    guard started > newestShown else { return }
    newestShown = started
    state = result
  }

  /// Shows content that was not loaded by `load`.
  func show(_ content: Value) {
    newestShown = loadsStarted
    state = .content(content)
  }

  /// Performs what the person asked for, to its end even if they leave the screen meanwhile. The content is not loaded again
  /// here: the core announces what the action changed.
  ///
  /// With `onSuccess`, which leads away from the screen and is not called once that was left, the action is performed once
  /// however often the person taps.
  public func perform(
    onSuccess: (@MainActor () -> Void)? = nil, action: @escaping @MainActor () async throws -> Void
  ) {
    if onSuccess != nil {
      if isLeaving { return }
      isLeaving = true
    }
    Task {
      var failure: ClientError?
      do {
        try await action()
      } catch {
        failure = ClientError(error)
      }
      actionError = failure
      guard let onSuccess else { return }
      isLeaving = false
      if failure == nil, !isClosed { onSuccess() }
    }
  }

  /// Runs a side effect, for example of loading. If it fails, the content stays and the error is shown beside it.
  public func reportErrors(_ effect: @MainActor () async throws -> Void) async {
    do {
      try await effect()
    } catch {
      actionError = ClientError(error)
    }
  }

  public func dismissError() {
    actionError = nil
  }

  /// The screen was left.
  public func close() {
    isClosed = true
  }
}

extension ClientError {
  /// An error of the core as it is. It throws no others; what its bindings throw is a mistake of a program.
  init(_ error: any Error) {
    self =
      error as? ClientError
      ?? .Unexpected(explanation: Words.text("fault_unexpected"), code: "\(type(of: error))")
  }

  var isRejected: Bool {
    if case .Rejected = self { true } else { false }
  }
}
