// A stub of Apple's module for Linux: the declarations that the app uses, with Apple's names and signatures. Nothing
// works.
import Foundation

public struct NWPath: Sendable {
  public enum Status: Sendable {
    case satisfied
    case unsatisfied
    case requiresConnection
  }

  public let status: Status
  public var isExpensive: Bool { false }
  public var isConstrained: Bool { false }
}

public final class NWPathMonitor: Sendable {
  public init() {}

  public var pathUpdateHandler: (@Sendable (NWPath) -> Void)? {
    get { nil }
    set {}
  }

  public func start(queue: DispatchQueue) {}

  public func cancel() {}
}
