// The form itself: the notice, who answers, the answers, the signature.
#include <fmt/format.h>

#include "base/text.h"
#include "notice/reply_form.h"
#include "notice/reply_style.h"

namespace runseal::notice {
namespace {

using model::Answer;
using model::AnswerValue;
using model::Ask;
using model::FieldKind;
using model::FormPart;

constexpr double answer_x = 340;

FormPart part_of(model::ReplyRole role) {
  return role == model::ReplyRole::customer ? FormPart::customer : FormPart::distributor;
}

std::string field_name(const model::Reply& reply, Ask ask) {
  for (const auto& answer : reply.answers)
    if (answer.ask == ask && !base::trim(answer.label).empty()) return tamed(answer.label);
  return label_for(reply.language, ask, reply.role);
}

void draw_notice(Pages& pages, const model::Reply& reply, const Tongue& say) {
  draw_section(pages, say("notice.heading"));
  const auto references = reply.references.empty() ? reply.notice_id : base::join(reply.references, ", ");
  draw_field(pages, say("notice.reference"), {{say.or_none(references), strong}});
  draw_field(pages, say("notice.publisher"), {{say.or_none(reply.publisher), body}});
  draw_field(pages, say("notice.title"), {{say.or_none(reply.notice_title), body}});
  draw_field(pages, say("notice.return-to"), {{say.or_none(reply.reply_address), body}});
}

void draw_person(Pages& pages, const model::Reply& reply, const Tongue& say) {
  draw_section(pages, say("person.heading"));
  draw_field(pages, field_name(reply, Ask::organisation), {{say.or_none(reply.organisation), strong}});
  draw_field(pages, field_name(reply, Ask::person_name), {{say.or_none(reply.person), body}});
  draw_field(pages, field_name(reply, Ask::person_title), {{say.or_none(reply.title), body}});
  draw_field(pages, field_name(reply, Ask::date), {{say.date(reply.date), body}});
}

// The chosen answer is marked by its box and by its weight; both answers are always there to read.
void add_box(Words& words, bool chosen, const std::string& text) {
  words.push_back({chosen ? "☒ " : "☐ ", {11, false, chosen ? accent : grey}});
  words.push_back({text, chosen ? Type{10, true, ink} : Type{10, false, grey}});
}

bool has_boxes(const Answer& answer) {
  return answer.kind == FieldKind::yes_no || answer.kind == FieldKind::yes_no_date;
}

std::string evidence_of(const Answer& answer) {
  std::string list;
  for (const auto index : answer.evidence) list += fmt::format("{}{}", list.empty() ? " " : ", ", index);
  return list;
}

Words answer_words(const Answer& answer, const Tongue& say) {
  Words words;
  if (has_boxes(answer)) {
    add_box(words, answer.value == AnswerValue::yes, say("answer.yes"));
    words.push_back({"     ", body});
    add_box(words, answer.value == AnswerValue::no, say("answer.no"));
    if (answer.value == AnswerValue::unanswered) words.push_back({"\n" + say("answer.none"), small});
  } else if (answer.date.empty()) {
    words.push_back({say("answer.none"), small});
  }
  const bool dated = answer.kind == FieldKind::yes_no_date || !answer.date.empty();
  if (dated)
    words.push_back({(words.empty() ? "" : "\n") + say("answer.date") + ": " + say.date(answer.date), small_ink});
  if (!answer.evidence.empty()) words.push_back({"\n" + say("answer.evidence") + evidence_of(answer), small});
  return words;
}

void draw_answer(Pages& pages, const Answer& answer, const model::Reply& reply, const Tongue& say) {
  const auto asked =
      base::trim(answer.label).empty() ? label_for(reply.language, answer.ask, reply.role) : tamed(answer.label);
  Words question{{asked, body}};
  const bool open = answer.value != AnswerValue::yes;
  if (open && !answer.missing.empty()) {
    question.push_back({"\n" + say("answer.missing") + ": ", {8, true, ink}});
    question.push_back({tamed(answer.missing), small_ink});
  } else if (open && answer.ask == Ask::other) {
    question.push_back({"\n" + say("answer.not-known"), small});
  }
  pages.row({{8, answer_x - 28, question}, {answer_x, Pages::width - answer_x, answer_words(answer, say)}},
            {.above = 6, .below = 6, .rule = hair});
}

void draw_part_heading(Pages& pages, const std::string& heading, const Words& right) {
  pages.space(15);
  pages.keep(70);
  pages.row({{8, answer_x - 28, {{heading, heading2}}}, {answer_x, Pages::width - answer_x, right}},
            {.above = 5, .below = 5, .fill = tint});
}

bool in_table(const Answer& answer, FormPart own) {
  if (answer.ask == Ask::not_applicable) return false;
  if (answer.part == own) return true;
  return answer.part == FormPart::common && (has_boxes(answer) || answer.ask == Ask::other);
}

void draw_own_part(Pages& pages, const model::Reply& reply, const Tongue& say) {
  const auto own = part_of(reply.role);
  Words right;
  if (own == FormPart::distributor) {
    const bool chosen = std::ranges::any_of(reply.answers, [&](const Answer& answer) {
      return answer.part == own && answer.ask == Ask::not_applicable && answer.value == AnswerValue::yes;
    });
    add_box(right, chosen, say("ask.not-applicable"));
  }
  draw_part_heading(pages, say("part." + std::string(base::name_of(own))), right);
  for (const auto& answer : reply.answers)
    if (in_table(answer, own)) draw_answer(pages, answer, reply, say);
}

void draw_other_part(Pages& pages, const model::Reply& reply, const Tongue& say) {
  const auto other = part_of(reply.role) == FormPart::customer ? FormPart::distributor : FormPart::customer;
  Words right;
  add_box(right, true, say("ask.not-applicable"));
  draw_part_heading(pages, say("part." + std::string(base::name_of(other))), right);
}

void draw_signature(Pages& pages, const model::Reply& reply, const Tongue& say) {
  pages.keep(130);  // a signature stands together
  draw_section(pages, say("signature.heading"));
  if (!reply.signature) {
    pages.row({{0, Pages::width, {{" ", body}}}}, {.above = 26, .rule = ink});
    pages.row({{0, Pages::width, {{say(reply.draft ? "signature.not-in-draft" : "signature.by-hand"), small}}}},
              {.above = 4});
    return;
  }
  draw_field(pages, say("signature.name"), {{say.or_none(reply.signature->name), strong}});
  draw_field(pages, say("signature.time"), {{say.instant(reply.signature->at) + " UTC", body}});
  draw_field(pages, say("signature.meaning"), {{say.or_none(reply.signature->meaning), body}});
  pages.row({{0, Pages::width, {{say("signature.note"), small}}}}, {.above = 5});
}

}  // namespace

void draw_form(Pages& pages, const model::Reply& reply, const Tongue& say) {
  pages.text({{say("form.title"), heading1}});
  pages.space(2);
  pages.text({{say("form.subtitle"), label}});
  draw_notice(pages, reply, say);
  draw_person(pages, reply, say);
  if (reply.role == model::ReplyRole::customer) draw_own_part(pages, reply, say);
  if (reply.role == model::ReplyRole::distributor) draw_other_part(pages, reply, say);
  if (reply.role == model::ReplyRole::distributor) draw_own_part(pages, reply, say);
  if (reply.role == model::ReplyRole::customer) draw_other_part(pages, reply, say);
  draw_signature(pages, reply, say);
}

}  // namespace runseal::notice
