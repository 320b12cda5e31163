package cn.songming.app.core

import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.transform

/** The first value at once, and then at most one per [pause] milliseconds: the newest, which is never left out. */
fun <T> Flow<T>.paced(pause: Long): Flow<T> = conflate().transform {
    emit(it)
    delay(pause)
}
