// A stub of Apple's module for Linux: the declarations that the app uses, with Apple's names and signatures. Nothing
// works.
import Foundation

open class BGTask: NSObject {
  open var identifier: String { "" }
  open var expirationHandler: (() -> Void)?

  open func setTaskCompleted(success: Bool) {}
}

open class BGTaskRequest: NSObject {
  public let identifier: String
  open var earliestBeginDate: Date?

  init(_ identifier: String) {
    self.identifier = identifier
  }
}

open class BGAppRefreshTaskRequest: BGTaskRequest {
  public init(identifier: String) {
    super.init(identifier)
  }
}

open class BGProcessingTaskRequest: BGTaskRequest {
  open var requiresNetworkConnectivity = false
  open var requiresExternalPower = false

  public init(identifier: String) {
    super.init(identifier)
  }
}

open class BGTaskScheduler: NSObject, @unchecked Sendable {
  open class var shared: BGTaskScheduler { scheduler }

  private static let scheduler = BGTaskScheduler()

  @discardableResult
  open func register(
    forTaskWithIdentifier identifier: String, using queue: DispatchQueue?, launchHandler: @escaping (BGTask) -> Void
  ) -> Bool { true }

  open func submit(_ taskRequest: BGTaskRequest) throws {}

  open func cancelAllTaskRequests() {}
}
