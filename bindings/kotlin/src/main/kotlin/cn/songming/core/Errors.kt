package cn.songming.core

/** One sentence in Simplified Chinese, to be shown as it is. [Throwable.message] is for logs. */
public val ClientException.explanation: String
    get() = when (this) {
        is ClientException.Offline -> explanation
        is ClientException.Timeout -> explanation
        is ClientException.SignedOut -> explanation
        is ClientException.RateLimited -> explanation
        is ClientException.Rejected -> explanation
        is ClientException.Storage -> explanation
        is ClientException.Unexpected -> explanation
    }

/** The stable code of the fault, for example `not-a-feed`: for tests and reports. */
public val ClientException.code: String
    get() = when (this) {
        is ClientException.Offline -> code
        is ClientException.Timeout -> code
        is ClientException.SignedOut -> code
        is ClientException.RateLimited -> code
        is ClientException.Rejected -> code
        is ClientException.Storage -> code
        is ClientException.Unexpected -> code
    }
