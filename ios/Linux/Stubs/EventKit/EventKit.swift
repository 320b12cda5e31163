// A stub of Apple's module for Linux: the declarations that the app uses, with Apple's names and signatures. Nothing
// swift-format-ignore-file
// works.
import Foundation

open class EKEventStore: NSObject {}

open class EKObject: NSObject {}

open class EKCalendarItem: EKObject {
  open var title: String!
  open var location: String?
  open var notes: String?
}

open class EKEvent: EKCalendarItem {
  open var startDate: Date!
  open var endDate: Date!

  public convenience init(eventStore: EKEventStore) {
    self.init()
  }
}
