import Observation
import SongmingCore

/// 台账: how many of this phone's submissions came how far, by month.
public struct LedgerPage: Equatable, Sendable {
  /// The name of the station.
  public let station: String
  /// The newest month first; the oldest one has a submission.
  public let months: [LedgerMonth]

  public init(station: String, months: [LedgerMonth]) {
    self.station = station
    self.months = months
  }
}

@Observable @MainActor
public final class LedgerModel: ContentModel {
  public let content: ContentLoader<LedgerPage>

  private static let months: UInt32 = 24

  public init(_ client: any CoreClient) {
    content = ContentLoader(client, isRelevant: \.affectsStation) {
      var months = try await client.submissions.ledger(months: Self.months)
      while months.last?.isEmpty == true { months.removeLast() }
      let station = try await client.account.current().station?.name ?? ""
      return LedgerPage(station: station, months: months)
    }
  }
}

extension LedgerMonth {
  fileprivate var isEmpty: Bool { sent + adopted + published + returned + rejected == 0 }
}
