// runseal's own words for the questions of a verification form, where the notice's own words are in another language.
#pragma once

#include <string>
#include <string_view>

#include "model/case.h"

namespace runseal::notice {

// In English when there are no words in that language.
[[nodiscard]] std::string label_for(std::string_view language, model::Ask ask, model::ReplyRole role);

}  // namespace runseal::notice
