extension ContentLoader {
  /// Performs an action that leads away from the screen with what it returns, or leads nowhere if that is nil; see
  /// ``perform(onSuccess:action:)``.
  func perform<Result: Sendable>(
    onResult: @escaping @MainActor (Result) -> Void,
    action: @escaping @MainActor () async throws -> Result?
  ) {
    let result = ActionResult<Result>()
    perform(
      onSuccess: { if let value = result.value { onResult(value) } },
      action: { result.value = try await action() })
  }
}

@MainActor
private final class ActionResult<Value> {
  var value: Value?
}
