// The words by which notices in Latvian and English say what runseal looks for: data only. To teach runseal another
// language, add rows. Stems are written as text_words.h folds them.
#pragma once

#include <span>
#include <string_view>

#include "model/notice.h"
#include "notice/text_words.h"

namespace runseal::notice {

template <class T>
struct Meaning {
  T value;
  Phrase phrase;
};

enum class ProductColumn { name, catalogue_number, udi_di };
enum class FormHeading { title, filler, customer, distributor };
enum class AnswerWord { yes, no, not_applicable, date };

namespace vocabulary {

[[nodiscard]] std::span<const Meaning<model::NoticeKind>> kinds();
[[nodiscard]] std::span<const Meaning<model::Harm>> harms();
[[nodiscard]] std::span<const Meaning<model::RequiredKind>> actions();
[[nodiscard]] std::span<const Meaning<ProductColumn>> product_columns();  // in the order to try
[[nodiscard]] std::span<const Meaning<model::Ask>> yes_no_asks();         // in the order to try
[[nodiscard]] std::span<const Meaning<model::Ask>> text_asks();
[[nodiscard]] std::span<const Meaning<FormHeading>> form_headings();
[[nodiscard]] std::span<const Meaning<AnswerWord>> answer_words();
[[nodiscard]] std::span<const Phrase> not_applicable();    // in place of a number
[[nodiscard]] std::span<const Phrase> send_back();         // with an e-mail address: where the reply goes
[[nodiscard]] std::span<const Phrase> reference_labels();  // before a colon
[[nodiscard]] std::span<const Phrase> publisher_labels();  // before a colon
[[nodiscard]] std::span<const Phrase> date_labels();       // before a date
[[nodiscard]] std::span<const Phrase> rights_reserved();   // what follows the owner's name in a copyright line
[[nodiscard]] std::span<const Phrase> page_markers();      // '#' stands for a number
[[nodiscard]] std::span<const std::string_view> weekdays();
[[nodiscard]] std::span<const Meaning<unsigned>> months();

struct Language {
  std::string_view code;                          // BCP 47
  std::span<const std::string_view> small_words;  // that nearly every sentence has
};
[[nodiscard]] std::span<const Language> languages();

}  // namespace vocabulary
}  // namespace runseal::notice
