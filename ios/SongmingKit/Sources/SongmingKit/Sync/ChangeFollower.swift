import SongmingCore

/// Runs work at once and after changes, for as long as the process lives: reminders and what is left to send are updated by it.
public enum ChangeFollower {
  /// Changes that can add or remove a reminder.
  public static let reminderChanges: Set<Change> = [
    .all, .items, .appeals, .radar, .settings, .catalogue, .submissions, .account,
  ]

  /// Changes after which something else may be left to send.
  public static let sendingChanges: Set<Change> = [.all, .submissions, .account]

  /// Runs `work` after the first change, and then with a pause before each further run, until the task is cancelled. Every
  /// piece of a file that is sent announces a change; those that come during a pause count as one of their kind.
  @MainActor
  public static func follow(
    _ client: any CoreClient, _ kinds: Set<Change>,
    pause: @Sendable () async throws -> Void = { try await Task.sleep(for: .seconds(1)) },
    work: @MainActor () async -> Void
  ) async {
    for await change in client.changes where kinds.contains(change) {
      await work()
      do { try await pause() } catch { return }
    }
  }
}
