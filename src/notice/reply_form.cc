#include "notice/reply_form.h"

#include "notice/phrases.h"

namespace runseal::notice {

std::string label_for(std::string_view language, model::Ask ask, model::ReplyRole role) {
  const auto key = "ask." + std::string(base::name_of(ask));
  const auto for_role = key + "-" + std::string(base::name_of(role));
  for (const auto tongue : {language, std::string_view("en")})
    for (const auto& name : {for_role, key})
      if (auto words = phrase(tongue, name)) return *std::move(words);
  return std::string(base::name_of(ask));
}

}  // namespace runseal::notice
