import Foundation
import Network
import SongmingCore

/// The class of the phone's network.
enum NetworkMonitor {
  /// The classes, while the sequence is iterated; the first is the current one. Equal ones may follow each other.
  static func classes() -> AsyncStream<NetworkClass> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let monitor = NWPathMonitor()
      monitor.pathUpdateHandler = { path in continuation.yield(networkClass(of: path)) }
      continuation.onTermination = { _ in monitor.cancel() }
      monitor.start(queue: DispatchQueue(label: "cn.songming.app.network"))
    }
  }

  /// The current class, for a task in the background.
  static func current() async -> NetworkClass {
    for await networkClass in classes() { return networkClass }
    return .offline
  }

  private static func networkClass(of path: NWPath) -> NetworkClass {
    networkClass(
      isSatisfied: path.status == .satisfied, isExpensive: path.isExpensive, isConstrained: path.isConstrained)
  }

  /// A network behind a login page counts: the core finds out what it lets through. In Low Data Mode
  /// (`isConstrained`) Wi-Fi counts as metered, because the person asked to save data.
  static func networkClass(isSatisfied: Bool, isExpensive: Bool, isConstrained: Bool) -> NetworkClass {
    guard isSatisfied else { return .offline }
    return isExpensive || isConstrained ? .metered : .unmetered
  }
}
