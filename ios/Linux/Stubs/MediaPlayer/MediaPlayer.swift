// A stub of Apple's module for Linux: the declarations that the app uses, with Apple's names and signatures. Nothing
// swift-format-ignore-file
// works.
import Foundation

public let MPMediaItemPropertyTitle = "title"
public let MPMediaItemPropertyArtist = "artist"
public let MPNowPlayingInfoPropertyPlaybackRate = "MPNowPlayingInfoPropertyPlaybackRate"
public let MPNowPlayingInfoPropertyDefaultPlaybackRate = "MPNowPlayingInfoPropertyDefaultPlaybackRate"

public enum MPRemoteCommandHandlerStatus: Int, Sendable {
  case success = 0
  case noSuchContent = 100
  case commandFailed = 200
}

open class MPRemoteCommandEvent: NSObject {}

open class MPRemoteCommand: NSObject {
  open var isEnabled = true

  @discardableResult
  open func addTarget(handler: @escaping (MPRemoteCommandEvent) -> MPRemoteCommandHandlerStatus) -> Any { self }

  open func removeTarget(_ target: Any?) {}
}

open class MPRemoteCommandCenter: NSObject {
  open class func shared() -> MPRemoteCommandCenter { MPRemoteCommandCenter() }

  public let playCommand = MPRemoteCommand()
  public let pauseCommand = MPRemoteCommand()
  public let stopCommand = MPRemoteCommand()
  public let togglePlayPauseCommand = MPRemoteCommand()
  public let nextTrackCommand = MPRemoteCommand()
  public let previousTrackCommand = MPRemoteCommand()
}

open class MPNowPlayingInfoCenter: NSObject {
  open class func `default`() -> MPNowPlayingInfoCenter { MPNowPlayingInfoCenter() }

  open var nowPlayingInfo: [String: Any]?
}
