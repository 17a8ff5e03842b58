import { ref } from 'vue';

const query = typeof matchMedia === 'function' ? matchMedia('(max-width: 720px)') : undefined;

/** True on a telephone. For what style sheets cannot say, such as the width of a drawer. */
export const isNarrow = ref(query?.matches ?? false);
query?.addEventListener('change', (event) => (isNarrow.value = event.matches));
