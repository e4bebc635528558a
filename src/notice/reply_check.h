// What a reply must hold to before it is set in type.
#pragma once

#include "model/case.h"

namespace runseal::notice {

[[nodiscard]] Result<> check_reply(const model::Reply& reply);  // errors: as reply_pdf()

}  // namespace runseal::notice
