// What the case and the statements about it both need to know.
#pragma once

#include "service/case_book.h"

namespace runseal::service {

inline constexpr model::CaseAction of_whole_notice[] = {
    model::CaseAction::notice_read, model::CaseAction::guidance_read, model::CaseAction::users_informed,
    model::CaseAction::customers_identified, model::CaseAction::customers_informed};

// What of the device came close, so that a statement about it ends when the inventory says something else.
[[nodiscard]] std::string compared_in(const model::Match& match);

// What was stated before and holds still: saying it anew changes it.
Result<std::optional<model::ActionRecord>> stated_before(Workspace& workspace, const model::Notice& notice,
                                                         const model::ActionRecord& now);

}  // namespace runseal::service
