import SongmingCore
import SongmingKit
import SwiftUI

/// 频道.
struct ChannelsScreen: View {
  let model: ChannelsModel
  @Environment(Navigator.self) private var navigator

  var body: some View {
    ScreenScaffold(Words.text("channels_title"), model: model) { channels in
      ForEach(channels, id: \.code) { channel in
        NavRow(
          channel.name,
          action: { navigator.navigate(to: .channel, channel.code, title: channel.name) })
      }
    }
  }
}
