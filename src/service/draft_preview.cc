#include "service/draft_preview.h"

#include "base/text.h"
#include "notice/pdf_picture.h"
#include "service/answer.h"

namespace runseal::service {
namespace {

constexpr std::size_t picture_width = 1200;  // pixels: A4 at 145 to the inch

}  // namespace

Result<DraftPage> draft_page(const model::Reply& reply, std::size_t page) {
  RUNSEAL_TRY(const auto pdf, draft_pdf(reply));
  RUNSEAL_TRY(const auto text, notice::pdf_text(pdf));
  auto pages = base::split(text, '\f');  // a form feed ends each
  if (!pages.empty()) pages.pop_back();
  if (page == 0 || page > pages.size())
    return fail(ErrorCode::not_found, "the form has " + std::to_string(pages.size()) + " pages", "page");
  RUNSEAL_TRY(auto png, notice::pdf_picture(pdf, page, picture_width));
  return DraftPage{pages.size(), std::move(png), std::string(pages[page - 1])};
}

}  // namespace runseal::service
