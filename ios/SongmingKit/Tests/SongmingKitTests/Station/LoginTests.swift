import SongmingCore
import SongmingKitTesting
import Testing

@testable import SongmingKit

/// Logging in and out, against a fake core.
@MainActor
@Suite
struct LoginTests {
  private let fake = FakeCoreClient()
  private let unknown = ClientError.Rejected(explanation: "没有正在等待的登录。", code: "login-unknown")
  private let answer = "\(LoginCompletion.redirect)?code=c&state=s"
  private let clerk = sampleAccount(unsent: 2)

  private func completion() -> LoginCompletion { LoginCompletion { [fake] in fake } }

  private func progress(_ redirects: String..., isRunning: Bool = false, error: ClientError? = nil) -> LoginProgress {
    var progress = LoginProgress()
    progress.redirects = redirects
    progress.isRunning = isRunning
    progress.error = error
    return progress
  }

  @Test
  func whoIsLoggedInIsReadAgainAfterAChangeOfTheAccount() async {
    fake.answer("account.current", sampleAccount(.loggedOut))
    let model = AccountModel(fake)
    await model.content.reload()
    #expect(model.content.state.value?.isClerk == false)
    fake.answer("account.current", clerk)
    await model.content.contentChanged(.account)
    #expect(model.content.state == .content(clerk))
    let before = fake.count("account.current")
    await model.content.contentChanged(.items)
    #expect(fake.count("account.current") == before)
    #expect(sampleAccount(.expired).isClerk)
  }

  @Test
  func aLoginOpensOnePageHoweverOftenThePersonTapsAndSaysWhichAccountItMayLeaveBehind() async {
    fake.answer("account.current", sampleAccount(.loggedOut))
      .holds("account.beginLogin", LoginRequest(address: "https://songming.example/login"))
    let model = AccountModel(fake)
    var pages: [String] = []
    for _ in 0..<2 { model.logIn(switchAccount: false) { pages.append($0) } }
    #expect(
      await until {
        fake.release()
        return pages == ["https://songming.example/login"]
      })
    #expect(fake.count("account.beginLogin") == 1)
    #expect(fake.last("account.beginLogin", as: String.self) == LoginCompletion.redirect)
    #expect(fake.last("account.beginLogin", 1, as: Bool.self) == false)
    fake.answer("account.beginLogin", LoginRequest(address: "https://songming.example/other"))
    model.logIn(switchAccount: true) { pages.append($0) }
    #expect(await until { pages.count == 2 })
    #expect(fake.last("account.beginLogin", 1, as: Bool.self) == true)
    fake.fails("account.beginLogin", .offline)
    model.logIn(switchAccount: false) { pages.append($0) }
    #expect(await until { model.content.actionError == .offline })
    #expect(pages.count == 2, "no page is opened without an address")
  }

  @Test
  func loggingOutIsOneCallWhoseFailureIsShown() async {
    fake.answer("account.current", clerk).fails("account.logOut", .offline)
    let model = AccountModel(fake)
    await model.content.reload()
    model.logOut()
    #expect(await until { model.content.actionError == .offline })
    #expect(model.content.state == .content(clerk))
  }

  @Test
  func anAnswerOfTheBrowserIsKeptWhileTheNetworkFailsAndTriedAgainUntilTheCoreDecides() async {
    fake.fails("account.finishLogin", .offline)
    let login = completion()
    login.finish(answer)
    #expect(login.progress.isRunning)
    #expect(await until { login.progress == progress(answer, error: .offline) })
    #expect(login.progress.canRetry)
    fake.answer("account.finishLogin", clerk)
    login.retry()
    #expect(await until { login.progress == progress() })
    #expect(fake.last("account.finishLogin", as: String.self) == answer)
    login.retry()
    #expect(!login.progress.isRunning, "nothing is left to try")
    #expect(fake.count("account.finishLogin") == 2)
  }

  @Test
  func anAddressThatAnotherAppSendsLeavesALoginThatWaitsForTheNetworkAsItIs() async {
    let foreign = "\(LoginCompletion.redirect)?code=x&state=y"
    fake.answer("account.finishLogin") { [unknown] in
      throw ($0.first as? String) == foreign ? unknown : ClientError.offline
    }
    let login = completion()
    login.finish(answer)
    #expect(await until { !login.progress.isRunning })
    let waiting = login.progress
    login.finish(foreign)
    #expect(await until { !login.progress.isRunning })
    #expect(login.progress == waiting)
    #expect(fake.last("account.finishLogin", as: String.self) == foreign)
    fake.holds("account.finishLogin", clerk)
    login.retry()
    #expect(await until { fake.count("account.finishLogin") == 3 })
    fake.fails("account.finishLogin", unknown)
    login.finish(foreign)
    #expect(
      await until { login.progress == progress(answer, isRunning: true) && fake.count("account.finishLogin") == 4 },
      "also while it is tried")
    #expect(
      await until {
        fake.release()
        return login.progress == progress()
      })
  }

  @Test
  func aLoginThatBeginsAnewTakesThePlaceOfOneThatWaits() async {
    fake.holds("account.finishLogin", clerk)
    let login = completion()
    login.finish(answer)
    #expect(await until { fake.count("account.finishLogin") == 1 })
    login.dismissError()
    fake.fails("account.finishLogin", .offline)
    let second = "\(LoginCompletion.redirect)?code=d&state=t"
    login.finish(second)
    #expect(await until { login.progress == progress(second, isRunning: true, error: .offline) })
    #expect(
      await until {
        fake.release()
        return login.progress == progress()
      })
  }

  @Test
  func aRefusedAnswerIsNotTriedAgainAndOneThatArrivesTwiceIsOne() async {
    fake.fails("account.finishLogin", unknown)
    let login = completion()
    login.finish(answer)
    #expect(await until { login.progress == progress(error: unknown) })
    #expect(!login.progress.canRetry)
    login.dismissError()
    #expect(login.progress == progress())
    fake.holds("account.finishLogin", clerk)
    for _ in 0..<2 { login.finish(answer) }
    #expect(
      await until {
        fake.release()
        return login.progress == progress()
      })
    #expect(fake.count("account.finishLogin") == 2)
  }

  @Test
  func anAnswerThatArrivesBeforeTheCoreIsOpenWaitsForIt() async {
    fake.answer("account.finishLogin", clerk)
    let opening = Pauses()
    let login = LoginCompletion { [fake] in
      try await opening.pause()
      return fake
    }
    login.finish(answer)
    #expect(await until { opening.count == 1 })
    #expect(login.progress.isRunning)
    #expect(fake.count("account.finishLogin") == 0)
    opening.end()
    #expect(await until { login.progress == progress() })
    #expect(fake.count("account.finishLogin") == 1)
  }

  @Test
  func onlyAddressesOfTheLoginAreHandedToIt() {
    #expect(LoginCompletion.isRedirect(answer))
    for other in [
      "songming://item/1", "cn.songming.app:/other?code=c", "cn.songming.app:/login2?code=c",
      "https://songming.example/login?x=1",
    ] {
      #expect(!LoginCompletion.isRedirect(other), "\(other)")
    }
  }
}
