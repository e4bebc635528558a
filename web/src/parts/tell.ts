// A word in the corner that something was done; it goes by itself. What went wrong stands where it happened instead.
import {notifications} from '@mantine/notifications';

export const tell = (message: string) => notifications.show({message, color: 'teal', autoClose: 4000, withCloseButton: false});
