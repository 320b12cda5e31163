import Observation
import SongmingCore

/// What a screen shows.
public enum ScreenState<Value> {
  case loading
  case content(Value)
  /// Loading failed, and there is nothing to show instead.
  case error(ClientError)

  /// The value, once there is one.
  public var value: Value? {
    if case .content(let value) = self { value } else { nil }
  }
}

extension ScreenState: Equatable where Value: Equatable {}
extension ScreenState: Sendable where Value: Sendable {}

/// The model of a screen.
@MainActor
public protocol ScreenModel: AnyObject, Observable {
  /// Loads, and again after every change that is relevant, until the task is cancelled. A view calls it from `.task`.
  func loadWhileShown() async

  /// The screen was left: what was begun runs to its end, but leads nowhere any more. ``ModelStore`` calls it.
  func close()
}

/// The model of a screen whose content is loaded by one call.
@MainActor
public protocol ContentModel: ScreenModel {
  associatedtype Value: Sendable

  var content: ContentLoader<Value> { get }
}

extension ContentModel {
  public func loadWhileShown() async { await content.loadWhileShown() }

  public func close() { content.close() }
}
