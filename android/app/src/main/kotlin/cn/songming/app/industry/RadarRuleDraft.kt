package cn.songming.app.industry

import androidx.compose.runtime.saveable.listSaver
import cn.songming.app.core.toWellFormed
import cn.songming.core.ItemKind
import cn.songming.core.RadarRule

/** A rule as the form shows it: its words are one line of text, as the person types them. */
data class RadarRuleDraft(
    val name: String = "",
    val words: String = "",
    val excluded: String = "",
    val sectors: List<String> = emptyList(),
    val parks: List<String> = emptyList(),
    val kinds: List<String> = emptyList(),
    val size: String = "",
    /** Working days before a deadline; 0 for no reminder. */
    val remind: Int = 0,
) {
    fun toRule(id: String?) = RadarRule(
        id = id,
        name = name.toWellFormed(),
        sectors = sectors,
        parks = parks,
        kinds = kinds.map(ItemKind::valueOf),
        words = split(words),
        excluded = split(excluded),
        size = size.ifEmpty { null },
        remind = remind.toUInt().takeIf { remind > 0 },
    )

    companion object {
        fun of(rule: RadarRule) = RadarRuleDraft(
            name = rule.name,
            words = rule.words.joinToString(" "),
            excluded = rule.excluded.joinToString(" "),
            sectors = rule.sectors,
            parks = rule.parks,
            kinds = rule.kinds.map { it.name },
            size = rule.size.orEmpty(),
            remind = rule.remind?.toInt() ?: 0,
        )

        val saver = listSaver<RadarRuleDraft, Any>(
            save = {
                listOf(it.name, it.words, it.excluded, ArrayList(it.sectors), ArrayList(it.parks), ArrayList(it.kinds), it.size, it.remind)
            },
            restore = {
                RadarRuleDraft(
                    name = it[0] as String,
                    words = it[1] as String,
                    excluded = it[2] as String,
                    sectors = strings(it[3]),
                    parks = strings(it[4]),
                    kinds = strings(it[5]),
                    size = it[6] as String,
                    remind = it[7] as Int,
                )
            },
        )

        private fun strings(of: Any): List<String> = (of as List<*>).map { it as String }

        private fun split(line: String) =
            line.toWellFormed().split(' ', '　', ',', '，', '、', ';', '；').filter { it.isNotBlank() }
    }
}
