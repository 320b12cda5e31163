import Foundation
import SongmingCore
import SongmingKit
import SongmingKitTesting
import SwiftUI
import Testing
import ViewHost

@testable import App

/// A resident with the real core and the real publisher.
@MainActor @Suite(.timeLimit(.minutes(3))) struct ResidentJourneyTests {
  private let publisher: TestPublisher
  private let folder: URL
  private let cores = Cores()

  /// The cores that were opened, the current one last.
  @MainActor
  private final class Cores {
    var opened: [Client] = []
  }

  init() throws {
    publisher = try TestPublisher()
    folder = FileManager.default.temporaryDirectory.appending(path: "songming-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func phone() -> TestPhone {
    TestPhone(folder: folder) { [publisher, folder, cores] in
      let client = try await Client.open(
        request: OpenRequest(folder: folder.appending(path: "core").path, publisher: publisher.address))
      cores.opened.append(client)
      return GeneratedCoreClient(client)
    }
  }

  private func close() async throws { try await cores.opened.last?.shutDown() }

  @Test func newsIsReadFoundAndKeptWithoutANetwork() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let phone = phone()
    phone.app.phaseChanged(to: .active)

    // Nothing is sent before the consent.
    try await phone.host.waitFor("开始之前，请先看隐私说明")
    #expect(try await publisher.requests().isEmpty)
    try phone.press("同意并继续")
    try await phone.host.waitFor("刚刚更新", within: .seconds(60))
    let core = try #require(cores.opened.last)
    let first = try #require(try await core.home().latest.first)

    // An item becomes a favourite.
    try phone.host.open(#require(URL(string: "songming://item/\(first.id)")))
    try await phone.host.settle { phone.has("收藏") }
    try phone.press("收藏")
    try await phone.host.waitFor("已收藏")

    // The network goes: what is on the phone is shown, and every screen says why.
    phone.setNetwork(.offline)
    try await phone.host.waitFor("没有网络，正在看手机里的内容")
    try phone.host.goBack()
    try await phone.host.settle { phone.host.title == "嵩明融媒" }

    // A search without a network.
    try phone.press("搜索")
    try await phone.host.settle { phone.host.title == "搜索" }
    try phone.host.type("停水", into: "搜索")
    try phone.host.submit("搜索")
    try await phone.host.settle(within: .seconds(60), "a result") {
      phone.host.controls.contains { $0.name.contains("停水时段") }
    }
    try phone.pressRow(with: "停水时段")
    try await phone.host.settle { phone.has("收藏") }

    // The process ends and comes back, still without a network: the same screen, with the way back.
    try await phone.restart(close: close)
    try await phone.host.settle { phone.has("收藏") }
    expect(phone.shows("停水"), "it is the same item")
    let again = try #require(cores.opened.last)
    let favourites = try await again.items().list(scope: .favourites, before: nil, limit: 10)
    #expect(favourites.items.map(\.id) == [first.id])
    try phone.host.goBack()
    try await phone.host.settle { phone.host.title == "搜索" }
    try phone.host.goBack()
    try await phone.host.settle { phone.host.title == "嵩明融媒" }
    phone.setNetwork(.unmetered)
    try await phone.host.settle { !phone.shows("没有网络，正在看手机里的内容") }
    phone.host.unmount()
    phone.app.session.value?.stop()
    try await close()
  }

  @Test func aWithdrawnItemDisappearsWhileItIsRead() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let phone = phone()
    phone.app.phaseChanged(to: .active)
    try await phone.host.waitFor("开始之前，请先看隐私说明")
    try phone.press("同意并继续")
    try await phone.host.waitFor("刚刚更新", within: .seconds(60))
    let core = try #require(cores.opened.last)
    let first = try #require(try await core.home().latest.first)
    try phone.host.open(#require(URL(string: "songming://item/\(first.id)")))
    try await phone.host.settle { phone.has("收藏") }
    try await publisher.withdraw(first.id, because: "内容有误")
    try await phone.app.session.value?.client.sync(budget: nil)
    try await phone.host.waitFor("打不开这一页", within: .seconds(60))
    try phone.host.goBack()
    try await phone.host.settle { phone.host.title == "嵩明融媒" && !phone.shows(first.title) }
    phone.host.unmount()
    phone.app.session.value?.stop()
    try await close()
  }
}
