import Observation
import SongmingCore

/// What the person decided about the privacy statement. Without consent nothing is downloaded; what is on the phone can be read.
@Observable @MainActor
public final class ConsentModel {
  /// The version of the privacy statement. Consent to another version does not count.
  public static let statement = "ios-1"

  public enum Decision: Sendable {
    case unknown, none, given, refused
  }

  /// What the app shows.
  public enum Phase: Equatable, Sendable {
    case loading
    /// What was decided cannot be read.
    case failed(ClientError)
    case asking
    case refused
    case main
  }

  public private(set) var decision = Decision.unknown
  public private(set) var error: ClientError?
  /// Whether the person reads what is on the phone although they refused.
  public private(set) var isBrowsing = false

  private let client: any CoreClient
  private let onDecision: @MainActor (_ given: Bool) -> Void

  /// `onDecision` is told what holds: at the start, and whenever the person decides.
  public init(_ client: any CoreClient, onDecision: @escaping @MainActor (_ given: Bool) -> Void) {
    self.client = client
    self.onDecision = onDecision
  }

  public var phase: Phase {
    switch decision {
    case .unknown: error.map(Phase.failed) ?? .loading
    case .none: .asking
    case .refused where !isBrowsing: .refused
    case .refused, .given: .main
    }
  }

  /// Reads the decision, at every start of the app: the publisher's statement or the outbox may be another one.
  public func load() async {
    error = nil
    do {
      let consent = try await client.privacy.consent()
      let isGiven = consent.given && consent.statement == Self.statement
      decision = isGiven ? .given : consent.given || consent.decided == nil ? .none : .refused
      onDecision(isGiven)
    } catch {
      self.error = ClientError(error)
    }
  }

  public func setConsent(_ given: Bool) {
    Task {
      do {
        if given {
          _ = try await client.privacy.accept(statement: Self.statement)
        } else {
          _ = try await client.privacy.withdraw(statement: Self.statement)
        }
        decision = given ? .given : .refused
        isBrowsing = false
        onDecision(given)
      } catch {
        self.error = ClientError(error)
      }
    }
  }

  public func browse() { isBrowsing = true }

  public func dismissError() { error = nil }
}
