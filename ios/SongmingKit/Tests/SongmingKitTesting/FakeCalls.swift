import Foundation
import SongmingCore

/// A call to the fake: `home`, or with the name of its object `appeals.save`.
public struct RecordedCall: @unchecked Sendable {
  public let name: String
  public let arguments: [Any?]
}

/// What a test sets and an answer changes, on another thread.
public final class Shared<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var stored: Value

  public init(_ value: Value) { stored = value }

  public var value: Value {
    get { lock.withLock { stored } }
    set { lock.withLock { stored = newValue } }
  }
}

/// The calls that a ``FakeCoreClient`` and its objects got, and the answers that the test gives.
final class FakeCalls: @unchecked Sendable {
  enum Answer {
    case value(@Sendable ([Any?]) async throws -> Any?)
    /// Answered by ``release()``.
    case held(Any?)
  }

  private let lock = NSLock()
  private var answers: [String: Answer] = [:]
  private var recorded: [RecordedCall] = []
  private var waiting: [CheckedContinuation<Void, Never>] = []

  var all: [RecordedCall] { lock.withLock { recorded } }

  func answer(_ name: String, _ answer: Answer) {
    lock.withLock { answers[name] = answer }
  }

  func release() {
    let ending = lock.withLock {
      defer { waiting = [] }
      return waiting
    }
    for continuation in ending { continuation.resume() }
  }

  func call<Value>(_ name: String, _ arguments: Any?...) async throws -> Value {
    cast(try await value(name, arguments), name)
  }

  func call(_ name: String, _ arguments: Any?...) async throws {
    _ = try await value(name, arguments)
  }

  private func value(_ name: String, _ arguments: [Any?]) async throws -> Any? {
    switch record(name, arguments) {
    case .value(let answer):
      return try await answer(arguments)
    case .held(let value):
      await withCheckedContinuation { continuation in lock.withLock { waiting.append(continuation) }
      }
      return value
    }
  }

  /// A call that does not wait: the test sets its value, or it returns nothing.
  func callNow<Value>(_ name: String, _ arguments: Any?...) -> Value {
    cast(valueNow(name, arguments), name)
  }

  func callNow(_ name: String, _ arguments: Any?...) {
    _ = valueNow(name, arguments)
  }

  private func valueNow(_ name: String, _ arguments: [Any?]) -> Any? {
    guard case .held(let value) = record(name, arguments) else {
      fatalError("\(name) returns at once: give it a value by `returns`")
    }
    return value
  }

  private func record(_ name: String, _ arguments: [Any?]) -> Answer {
    lock.withLock {
      recorded.append(RecordedCall(name: name, arguments: arguments))
      guard let answer = answers[name] else { fatalError("the test gives no answer for \(name)") }
      return answer
    }
  }

  private func cast<Value>(_ value: Any?, _ name: String) -> Value {
    guard let value = value as? Value else {
      fatalError("the answer for \(name) is no \(Value.self): \(String(describing: value))")
    }
    return value
  }
}
