package cn.songming.core

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.transformWhile

/** 联络站: who is logged in, and how much of their work is not delivered, at once and after each change of it. */
public fun ClientInterface.accountState(): Flow<AccountState> =
    stationChanges().map { account().current() }.distinctUntilChanged()

/** 草稿: the drafts, the last changed first, at once and after each change of them; none while nobody is logged in. */
public fun ClientInterface.draftList(): Flow<List<DraftRow>> =
    stationChanges().map { ofAccount { drafts().list() } ?: emptyList() }.distinctUntilChanged()

/** 报送: the submissions, the newest first, at once and after each change of them; none while nobody is logged in. */
public fun ClientInterface.submissionList(): Flow<List<Submission>> =
    stationChanges().map { ofAccount { submissions().list() } ?: emptyList() }.distinctUntilChanged()

/**
 * 报送: one submission, at once and after each change of it: what becomes of it, how much of its files arrived, its review.
 * [Submission.sent] never goes back. A collector that is slower than the changes gets only the newest.
 *
 * Ends when the submission is deleted, when its account logs out, and at once if the account has no such submission.
 */
public fun ClientInterface.submission(id: String): Flow<Submission> = stationChanges().transformWhile {
    val submission = ofAccount { submissions().get(id) }
    if (submission != null) emit(submission)
    submission != null
}.distinctUntilChanged()

private fun ClientInterface.stationChanges(): Flow<Change> =
    changes().filter { it == Change.SUBMISSIONS || it == Change.ACCOUNT || it == Change.ALL }

/** What an account has; `null` if nobody is logged in, or it has no such thing. */
private inline fun <T> ofAccount(read: () -> T): T? = try {
    read()
} catch (error: ClientException) {
    if (error is ClientException.SignedOut || error.code == "not-found") null else throw error
}
