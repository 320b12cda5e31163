import Foundation
import SongmingCore
import SongmingKit

/// What the app gets from outside. Tests replace it.
@MainActor
struct AppDependencies {
  /// Opens the core, with the platform's keys.
  var openClient: @MainActor @Sendable () async throws -> any CoreClient
  /// Where files are on their way into a draft.
  var incoming: URL
  var otherApps: any OtherApps
  var makeVoice: @MainActor () -> any Voice
  var makeClerkTools: @MainActor (IncomingFiles) -> ClerkTools
  /// The classes of the network, the current one first.
  var networkClasses: @MainActor () -> AsyncStream<NetworkClass>
  var updateReminders: @Sendable (any CoreClient) async throws -> Void
  var backgroundTime: any BackgroundTime
  /// Schedules what is left for the background; nil: nothing may be done there.
  var scheduleBackground: @MainActor (SendReport?) -> Void
  var cancelBackground: @MainActor () -> Void
}
