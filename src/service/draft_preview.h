// A draft of the reply as it is looked at in a browser: a page as a picture, with its text for those who hear it.
#pragma once

#include "model/case.h"
#include "service/workspace.h"

namespace runseal::service {

struct DraftPage {
  std::size_t pages = 0;  // in all
  Bytes png;
  std::string text;
};

// The first page is 1. Errors: as notice::reply_pdf(), notice::pdf_picture(); not_found (there is no such page).
Result<DraftPage> draft_page(const model::Reply& reply, std::size_t page);

}  // namespace runseal::service
