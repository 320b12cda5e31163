import Foundation

/// Waits until the condition holds. False after ten seconds: `#expect(await until { … })`.
@MainActor
public func until(_ condition: @MainActor () -> Bool) async -> Bool {
  let end = ContinuousClock.now + .seconds(60)
  while !condition() {
    if ContinuousClock.now > end { return false }
    await Task.yield()
  }
  return true
}
