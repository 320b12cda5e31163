import Testing
import ViewHost

@testable import App

@MainActor @Suite struct PlaceholderTests {
  @Test func theAppIsMounted() throws {
    let host = ViewHost(app: SongmingApp())
    try host.check()
    #expect(host.spoken.count == 1)
  }
}
