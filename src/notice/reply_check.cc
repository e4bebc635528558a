#include "notice/reply_check.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"

namespace runseal::notice {
namespace {

constexpr std::size_t one_text = 64U << 10U;
constexpr std::size_t all_texts = 1U << 20U;
constexpr std::size_t one_name = 64;  // ids stand in the head and the foot of every page

// Every text of the reply, whatever its name: through the JSON form, so that a new member is never forgotten.
Result<> check_texts(const Json& value, const std::string& where, std::size_t& total) {
  if (value.is_structured()) {
    for (const auto& [key, member] : value.items())
      RUNSEAL_CHECK(check_texts(member, where.empty() ? key : where + "." + key, total));
    return {};
  }
  if (!value.is_string()) return {};
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > one_text)
    return fail(ErrorCode::limit, fmt::format("a text has {} bytes; the form takes {}", text.size(), one_text),
                "reply." + where);
  total += text.size();
  if (total > all_texts)
    return fail(ErrorCode::limit, fmt::format("all texts together have more than {} bytes", all_texts), "reply");
  if (!base::is_utf8(text)) return fail(ErrorCode::invalid, "the text is not UTF-8", "reply." + where);
  return {};
}

Result<> check_instant(const std::string& text, const char* where) {
  if (const auto at = base::parse_instant(text); !at)
    return fail(ErrorCode::invalid, "\"" + base::printable(text, 40) + "\" is no time in UTC", where);
  return {};
}

}  // namespace

Result<> check_reply(const model::Reply& reply) {
  std::size_t total = 0;
  RUNSEAL_CHECK(check_texts(Json(reply), {}, total));
  for (const auto* id : {&reply.id, &reply.notice_id, &reply.version})
    if (id->empty() || id->size() > one_name)
      return fail(ErrorCode::usage, fmt::format("the reply's id, notice and version have 1 to {} bytes each", one_name),
                  "reply");
  RUNSEAL_CHECK(check_instant(reply.made_at, "reply.made_at"));
  if (reply.signature) {
    if (reply.draft) return fail(ErrorCode::invalid, "a draft is not signed", "reply.signature");
    RUNSEAL_CHECK(check_instant(reply.signature->at, "reply.signature.at"));
  }
  const auto own = reply.role == model::ReplyRole::customer ? model::FormPart::customer : model::FormPart::distributor;
  for (const auto& answer : reply.answers) {
    const bool of_other_role = answer.part != own && answer.part != model::FormPart::common;
    if (of_other_role && answer.ask != model::Ask::not_applicable && answer.value != model::AnswerValue::unanswered)
      return fail(ErrorCode::invalid, "a question of the other role is answered", "reply.answers",
                  "answer in one role only");
  }
  return {};
}

}  // namespace runseal::notice
